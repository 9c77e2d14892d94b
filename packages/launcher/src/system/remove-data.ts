import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { standInFor } from '../system-user';
import { runningOn } from './run-lock';

/** Empties the system: cluster, streams, the simulators' books, secrets and logs. Refuses while it runs. */
export const removeData = (folder: string): void => {
  const holder = runningOn(folder);
  if (holder !== undefined)
    throw new Error(`The system runs on ${folder}, as process ${holder.toString()}: stop it first.`);
  const standIn = standInFor(join(folder, 'postgres'));
  for (const path of [folder, standIn]) if (existsSync(path)) rmSync(path, { recursive: true, force: true });
};
