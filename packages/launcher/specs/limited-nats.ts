import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOM_FILE } from '../src/nats/has-room';
import { natsBinary } from '../src/nats/nats-binary';

/** In units of 512 bytes: no file of the server grows beyond 64 KiB. */
const FILE_BLOCKS_MAX = 128;

/** A folder for a nats-server, and a program that a test can keep from writing: the one that is started, until removed. */
export interface LimitedNats {
  /** For JetStream's files. */
  readonly folder: string;
  readonly logFile: string;
  /** From its next start on, the server's files can grow no more: to it that is a disk without room. */
  limitFiles(): void;
  /** From its next start on, there is room. */
  liftLimit(): void;
  /** The watch can write no file in the folder. */
  takeRoom(): void;
  giveRoom(): void;
  /** Removes its files, and names the program of before again. */
  remove(): void;
}

const VARIABLE = 'NATS_SERVER_BIN';

const nameProgram = (file: string | undefined): void => {
  if (file === undefined) Reflect.deleteProperty(process.env, VARIABLE);
  else process.env[VARIABLE] = file;
};

export const limitedNats = async (): Promise<LimitedNats> => {
  const home = mkdtempSync(join(tmpdir(), 'oms-nats-'));
  const folder = join(home, 'data');
  const flag = join(home, 'limited');
  const program = join(home, 'nats-server');
  const before = process.env[VARIABLE];
  const limit = `[ -e '${flag}' ] && ulimit -f ${FILE_BLOCKS_MAX.toString()}`;
  writeFileSync(program, `#!/bin/sh\n${limit}\nexec '${await natsBinary()}' "$@"\n`);
  chmodSync(program, 0o755);
  nameProgram(program);
  return {
    folder,
    logFile: join(home, 'nats.log'),
    limitFiles: () => {
      writeFileSync(flag, '');
    },
    liftLimit: () => {
      rmSync(flag, { force: true });
    },
    takeRoom: () => {
      mkdirSync(join(folder, ROOM_FILE));
    },
    giveRoom: () => {
      rmdirSync(join(folder, ROOM_FILE));
    },
    remove: () => {
      nameProgram(before);
      rmSync(home, { recursive: true, force: true });
    },
  };
};
