import { homedir } from 'node:os';
import { join } from 'node:path';

const userCacheFolder = (): string => {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  return process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
};

/** What was fetched once and serves every clone of the repository. It may be deleted at any time. */
export const cacheFolder = (): string => join(userCacheFolder(), 'oms');
