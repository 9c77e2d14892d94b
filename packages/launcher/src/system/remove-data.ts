import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alternativeFolderOf } from '../system-user';
import { endLeftovers } from './leftovers';
import { lock, LOCK_FOLDER } from './run-lock';

/**
 * Empties the system: cluster, streams, the simulators' books, secrets and logs. Refuses while it runs, and waits for
 * the processes of a run that was killed. What keeps a start from coming in between stays in the folder.
 */
export const removeData = async (
  folder: string,
  onProgress: (line: string) => void = () => undefined,
): Promise<void> => {
  if (!existsSync(folder)) return;
  const unlock = lock(folder);
  try {
    await endLeftovers(folder, onProgress);
    const own = readdirSync(folder).filter((name) => name !== LOCK_FOLDER);
    const paths = [...own.map((name) => join(folder, name)), alternativeFolderOf(join(folder, 'postgres'))];
    for (const path of paths) rmSync(path, { recursive: true, force: true });
  } finally {
    unlock();
  }
};
