import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isRunning, parseIdentity, type ProcessIdentity } from '../process-identity';
import { sendSignal } from '../send-signal';

/** A process whose launcher was killed just now finishes its work first; its guard ends it when that takes 12 s. */
const ENDS_BY_ITSELF_WITHIN_MS = 15_000;
const ENDS_WHEN_KILLED_WITHIN_MS = 5_000;
const POLL_EVERY_MS = 50;

type Log = (line: string) => void;

const recordsIn = (folder: string): string => join(folder, 'processes');

/** So that a later run finds it, should this one and the process's guard be killed. One process per name. */
export const recordProcess = (folder: string, name: string, pid: number): void => {
  const identity = identityOf(pid);
  if (!identity) return;
  mkdirSync(recordsIn(folder), { recursive: true });
  const file = join(recordsIn(folder), `${name}.json`);
  writeFileSync(`${file}.unfinished`, JSON.stringify(identity));
  renameSync(`${file}.unfinished`, file);
};

interface Leftover extends ProcessIdentity {
  readonly name: string;
}

const recorded = (folder: string, file: string): readonly Leftover[] => {
  const identity = parseIdentity(readFileSync(join(recordsIn(folder), file), 'utf8'));
  return identity && isRunning(identity) ? [{ ...identity, name: file.replace(/\.json$/, '') }] : [];
};

const endsWithin = async (leftover: Leftover, withinMs: number): Promise<boolean> => {
  const giveUpAt = Date.now() + withinMs;
  while (isRunning(leftover)) {
    if (Date.now() > giveUpAt) return false;
    await delay(POLL_EVERY_MS);
  }
  return true;
};

const end = async (leftover: Leftover, onProgress: Log): Promise<void> => {
  const who = `${leftover.name} of an earlier run (process ${leftover.pid.toString()})`;
  onProgress(`waiting for ${who} to end`);
  if (await endsWithin(leftover, ENDS_BY_ITSELF_WITHIN_MS)) return;
  onProgress(`${who} does not end and is killed`);
  sendSignal(leftover.pid, 'SIGKILL');
  if (await endsWithin(leftover, ENDS_WHEN_KILLED_WITHIN_MS)) return;
  throw new Error(`${who} cannot be ended: end it, and start again.`);
};

/**
 * Waits for the processes of an earlier run on this folder, which hold its files and ports, and kills what does not end.
 * To be called by the holder of the folder's lock.
 */
export const endLeftovers = async (folder: string, onProgress: Log): Promise<void> => {
  mkdirSync(recordsIn(folder), { recursive: true });
  const leftovers = readdirSync(recordsIn(folder)).flatMap((file) => recorded(folder, file));
  await Promise.all(leftovers.map((leftover) => end(leftover, onProgress)));
  rmSync(recordsIn(folder), { recursive: true, force: true });
};
