import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sendSignal } from '../send-signal';

const POLL_EVERY_MS = 50;
/** A guard whose launcher was killed just now is still shutting its server down. */
const ENDS_BY_ITSELF_WITHIN_MS = 3_000;
const ENDS_WHEN_ASKED_WITHIN_MS = 10_000;

/** Small Linux installations have no `ps`. */
const readProcFs = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid.toString()}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

/** Empty when there is no such process. */
const commandOf = (pid: number): string => {
  if (process.platform === 'linux') return readProcFs(pid);
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', pid.toString()], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
};

interface Lock {
  readonly pid: number;
  readonly command: string;
}

/** Undefined when there is no file. A file that was written by half names no process, which is number 0 here. */
const readLock = (file: string): Lock | undefined => {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 0 ? { pid, command: commandOf(pid) } : { pid: 0, command: '' };
  } catch {
    return undefined;
  }
};

/** Whether this is the command line of the server itself, and not of one that looks at its files. */
const isServerOn = (dataDir: string, command: string): boolean => {
  const [program = '', ...rest] = command.split(' -D ');
  return /(^|[/\\])postgres(\.exe)?$/.test(program) && `${rest.join(' -D ')} `.startsWith(`${dataDir} `);
};

/**
 * Ends a server that an earlier run left behind in this data folder.
 *
 * The lock of a server that died stays where it is: PostgreSQL finds in it the shared memory that orphaned backends may
 * still be using, and waits for them. Only a number that belongs to another program by now would mislead it, and a file
 * without a number, as a full disk leaves it, keeps it from starting.
 */
export const endStalePostmaster = async (dataDir: string): Promise<void> => {
  const file = join(dataDir, 'postmaster.pid');
  const isServer = (lock: Lock): boolean => isServerOn(dataDir, lock.command);

  const isGoneWithin = async (withinMs: number): Promise<boolean> => {
    const giveUpAt = Date.now() + withinMs;
    for (let lock = readLock(file); lock !== undefined && isServer(lock); lock = readLock(file)) {
      if (Date.now() > giveUpAt) return false;
      await delay(POLL_EVERY_MS);
    }
    return true;
  };

  const found = readLock(file);
  if (found === undefined) return;
  const hasEnded = found.pid !== 0 && found.command === '';
  if (hasEnded) return;
  if (!isServer(found)) {
    rmSync(file, { force: true });
    return;
  }
  if (await isGoneWithin(ENDS_BY_ITSELF_WITHIN_MS)) return;
  for (const name of ['SIGINT', 'SIGQUIT'] as const) {
    sendSignal(found.pid, name);
    if (await isGoneWithin(ENDS_WHEN_ASKED_WITHIN_MS)) return;
  }
  throw new Error(
    `A PostgreSQL server still runs in ${dataDir} and does not stop: end process ${found.pid.toString()}.`,
  );
};
