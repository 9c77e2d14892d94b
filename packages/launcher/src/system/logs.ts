import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

export const logFileOf = (folder: string, name: string): string => join(folder, 'logs', `${name}.log`);

/** Begins a new log and keeps the one before it, so that logs do not grow from start to start. */
export const turnLog = (folder: string, name: string): string => {
  const file = logFileOf(folder, name);
  mkdirSync(join(folder, 'logs'), { recursive: true });
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return file;
};
