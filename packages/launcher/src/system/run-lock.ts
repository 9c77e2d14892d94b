import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const lockFile = (folder: string): string => join(folder, 'running.pid');

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The process that runs a system on this data, if there is one. */
export const runningOn = (folder: string): number | undefined => {
  try {
    const pid = Number(readFileSync(lockFile(folder), 'utf8'));
    return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** Two systems must not share one folder: their servers and books would take each other's files. */
export const lock = (folder: string): (() => void) => {
  const holder = runningOn(folder);
  if (holder !== undefined && holder !== process.pid)
    throw new Error(`The system runs already, as process ${holder.toString()} on ${folder}: stop that one first.`);
  writeFileSync(lockFile(folder), process.pid.toString());
  return () => {
    rmSync(lockFile(folder), { force: true });
  };
};
