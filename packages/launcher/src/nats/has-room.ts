import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Enough for a server to start and to store some hundred messages. */
const ROOM_BYTES = 1024 * 1024;

/** Written and removed; a server pays no attention to it. */
export const ROOM_FILE = 'room.tmp';

/** Whether files can be written in this folder: tried, because quotas and read-only disks do not show in what is free. */
export const hasRoom = async (folder: string): Promise<boolean> => {
  const file = join(folder, ROOM_FILE);
  try {
    const handle = await open(file, 'w');
    try {
      await handle.writeFile(Buffer.alloc(ROOM_BYTES));
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch {
    return false;
  } finally {
    // What cannot be removed is written over the next time.
    await rm(file, { force: true }).catch(() => undefined);
  }
};
