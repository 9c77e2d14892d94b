import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where root puts what an unprivileged user has to reach; only root may write there, so nobody can plant files in it. */
const REACHABLE_ROOT = '/var/lib/oms';
const NAME_LENGTH = 12;

export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const passwdEntry = (name: string): SystemUser | undefined => {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([entry]) => entry === name);
  return fields && { name, uid: Number(fields[2]), gid: Number(fields[3]) };
};

/** PostgreSQL refuses to run as root: whom it runs as instead, or undefined when we are not root. */
export const unprivilegedUser = (): SystemUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const user = passwdEntry('postgres') ?? passwdEntry('nobody');
  if (user) return user;
  throw new Error(
    'PostgreSQL does not run as root, and /etc/passwd has neither "postgres" nor "nobody": run as another user.',
  );
};

const maySearch = (path: string, user: SystemUser): boolean => {
  const { mode, uid, gid } = statSync(path);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
};

/** Whether the user may execute (a file) or enter (a folder) the path, through every folder above it. */
export const canReach = (path: string, user: SystemUser): boolean =>
  maySearch(path, user) && (dirname(path) === path || canReach(dirname(path), user));

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, NAME_LENGTH);

/** The folder, made if missing, or a folder elsewhere when the user has no access to it, as below root's home. */
export const reachableFolder = (folder: string, user: SystemUser | undefined): string => {
  const alternative = alternativeFolderOf(folder);
  if (user === undefined) return makeFolder(folder);
  return canReach(makeFolder(folder), user) ? folder : openFolder(REACHABLE_ROOT, alternative);
};

/** Where `reachableFolder` would put the folder if it could not be used itself. */
export const alternativeFolderOf = (folder: string): string => join(REACHABLE_ROOT, digest(folder));

const makeFolder = (folder: string): string => {
  mkdirSync(folder, { recursive: true });
  return folder;
};

/** Made with open modes whatever the umask is. */
const openFolder = (...folders: readonly [string, ...string[]]): string => {
  for (const folder of folders) {
    makeFolder(folder);
    chmodSync(folder, 0o755);
  }
  return folders.at(-1) ?? folders[0];
};
