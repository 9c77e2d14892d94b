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

const readLock = (file: string): Lock | undefined => {
  try {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    return { pid, command: commandOf(pid) };
  } catch {
    return undefined;
  }
};

/**
 * Ends a server that an earlier run left behind in this data folder.
 *
 * The lock of a server that died stays where it is: PostgreSQL finds in it the shared memory that orphaned backends may
 * still be using, and waits for them. Only a number that belongs to another program by now would mislead it.
 */
export const endStalePostmaster = async (dataDir: string): Promise<void> => {
  const file = join(dataDir, 'postmaster.pid');
  const isServer = (lock: Lock): boolean => lock.command.includes(dataDir);

  const isGoneWithin = async (withinMs: number): Promise<boolean> => {
    const giveUpAt = Date.now() + withinMs;
    for (let lock = readLock(file); lock !== undefined && isServer(lock); lock = readLock(file)) {
      if (Date.now() > giveUpAt) return false;
      await delay(POLL_EVERY_MS);
    }
    return true;
  };

  const found = readLock(file);
  if (found === undefined || found.command === '') return;
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
