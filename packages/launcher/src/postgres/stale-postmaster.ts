import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_EVERY_MS = 50;
/** A guard whose launcher was killed just now is still shutting its server down. */
const ENDS_BY_ITSELF_WITHIN_MS = 3_000;
const ENDS_WHEN_ASKED_WITHIN_MS = 10_000;

const commandOf = (pid: number): string => {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', pid.toString()], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return readProcFs(pid);
  }
};

/** Small Linux installations have no `ps`. */
const readProcFs = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid.toString()}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

const postmasterOf = (dataDir: string): number | undefined => {
  try {
    const pid = Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return commandOf(pid).includes(dataDir) ? pid : undefined;
  } catch {
    return undefined;
  }
};

const isGoneWithin = async (dataDir: string, withinMs: number): Promise<boolean> => {
  const giveUpAt = Date.now() + withinMs;
  while (postmasterOf(dataDir) !== undefined) {
    if (Date.now() > giveUpAt) return false;
    await delay(POLL_EVERY_MS);
  }
  return true;
};

/** Ends a server that an earlier run left behind in this data folder, and removes the lock of one that is no more. */
export const endStalePostmaster = async (dataDir: string): Promise<void> => {
  for (const [signal, withinMs] of [
    [undefined, ENDS_BY_ITSELF_WITHIN_MS],
    ['SIGINT', ENDS_WHEN_ASKED_WITHIN_MS],
    ['SIGQUIT', ENDS_WHEN_ASKED_WITHIN_MS],
  ] as const) {
    const pid = postmasterOf(dataDir);
    if (pid !== undefined && signal !== undefined) process.kill(pid, signal);
    if (await isGoneWithin(dataDir, withinMs)) {
      // Its number may belong to another program by now, which PostgreSQL would take for a running server.
      rmSync(join(dataDir, 'postmaster.pid'), { force: true });
      return;
    }
  }
  throw new Error(
    `A PostgreSQL server still runs in ${dataDir} and does not stop: end process ${String(postmasterOf(dataDir))}.`,
  );
};
