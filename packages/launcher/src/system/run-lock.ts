import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, ownIdentity, parseIdentity, type ProcessIdentity } from '../process-identity';

/** Each failure means that another process has just tried too. */
const ATTEMPTS_MAX = 10;

/** Below the data folder: what stays when the data are removed. */
export const LOCK_FOLDER = 'lock';

/** Who holds or held the lock: a file for each time that it was acquired, numbered. The highest number counts. */
const numbersIn = (locks: string): readonly number[] =>
  readdirSync(locks)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

const fileOf = (locks: string, number: number): string => join(locks, number.toString());

/** The process that acquired the lock with this number and is still running. */
const holderOf = (locks: string, number: number): ProcessIdentity | undefined => {
  try {
    const holder = parseIdentity(readFileSync(fileOf(locks, number), 'utf8'));
    return holder && isRunning(holder) ? holder : undefined;
  } catch {
    // Its holder has just released it.
    return undefined;
  }
};

const assertNotHeld = (locks: string, numbers: readonly number[], folder: string): void => {
  const holder = numbers.map((number) => holderOf(locks, number)).find((found) => found !== undefined);
  if (!holder) return;
  const pid = holder.pid.toString();
  throw new Error(
    `The system is already running on ${folder}, as process ${pid}: stop it first, by Ctrl-C in its terminal or kill ${pid}.`,
  );
};

/** Written beside its place: a file with a number is whole from its first moment. */
const writeBeside = (file: string, content: string): string => {
  const unfinished = `${file}.${process.pid.toString()}.unfinished`;
  writeFileSync(unfinished, content);
  return unfinished;
};

/** Whether the number is ours: of several that try at once the file system lets one succeed. */
const claim = (file: string): boolean => {
  const unfinished = writeBeside(file, JSON.stringify(ownIdentity()));
  try {
    linkSync(unfinished, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(unfinished, { force: true });
  }
};

/** The number stays taken, by nobody: it must not be given twice. */
const release = (file: string): void => {
  try {
    renameSync(writeBeside(file, ''), file);
  } catch (error) {
    // The data folder was removed, and the lock with it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};

/**
 * Two systems must not share one folder: their servers and books would take each other's files.
 *
 * The lock of a process that ended, however it ended, counts for nothing: docs/decisions/0018-a-lock-identifies-its-process.md.
 *
 * @returns how to release it
 * @throws {Error} when a running process holds it; the message names that process and what to do
 */
export const lock = (folder: string): (() => void) => {
  const locks = join(folder, LOCK_FOLDER);
  mkdirSync(locks, { recursive: true });
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const before = numbersIn(locks);
    assertNotHeld(locks, before, folder);
    const number = (before.at(-1) ?? 0) + 1;
    const file = fileOf(locks, number);
    if (!claim(file)) continue;
    const others = numbersIn(locks).filter((other) => other !== number);
    // A higher number was given while we were slow: ours counts for nothing.
    if (others.every((other) => other < number && holderOf(locks, other) === undefined)) {
      for (const other of others) rmSync(fileOf(locks, other), { force: true });
      return () => {
        release(file);
      };
    }
    rmSync(file, { force: true });
  }
  throw new Error(`The system is being started on ${folder} by several processes at once: try again.`);
};
