import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOM_FILE } from '../src/nats/has-room';
import { natsBinary } from '../src/nats/nats-binary';

/** In units of 512 bytes: no file of the server grows beyond 64 KiB. */
const FILE_BLOCKS_MAX = 128;

/** A folder for a nats-server, and the program to start on it, which a test can keep from writing. */
export interface LimitedNats {
  /** For JetStream's files. */
  readonly folder: string;
  readonly logFile: string;
  /** Holds the program. */
  readonly bin: string;
  /** From its next start on, the server's files can grow no more: to it that is a disk without room. */
  limitFiles(): void;
  /** From its next start on, there is room. */
  liftLimit(): void;
  /** The watch can write no file in the folder. */
  takeRoom(): void;
  giveRoom(): void;
  remove(): void;
}

export const limitedNats = async (): Promise<LimitedNats> => {
  const home = mkdtempSync(join(tmpdir(), 'oms-nats-'));
  const folder = join(home, 'data');
  const bin = join(home, 'bin');
  const flag = join(home, 'limited');
  mkdirSync(bin);
  const program = join(bin, 'nats-server');
  const limit = `[ -e '${flag}' ] && ulimit -f ${FILE_BLOCKS_MAX.toString()}`;
  writeFileSync(program, `#!/bin/sh\n${limit}\nexec '${await natsBinary()}' "$@"\n`);
  chmodSync(program, 0o755);
  return {
    folder,
    logFile: join(home, 'nats.log'),
    bin,
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
      rmSync(home, { recursive: true, force: true });
    },
  };
};
