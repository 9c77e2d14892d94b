import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder';
import { type Source, sources } from './fetch-nats';
import { isRecentEnough, natsVersion, OLDEST_VERSION } from './nats-version';

const MESSAGE_LENGTH_MAX = 200;
/** Of the program in the pinned package: the cache is the user's to write, so it is checked at each use. */
const PROGRAM_SHA256 = 'c67f0fb76603cbd7b59ae4103b37668e627dbf7b9f4bef121c60cfebce304fff';
const program = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';

export interface NatsLookup {
  readonly cacheFolder?: string;
  /** Folders that may hold an installed one. */
  readonly folders?: readonly string[];
  readonly sources?: readonly Source[];
  readonly onProgress?: (line: string) => void;
}

const installedFolders = (): readonly string[] => [
  ...(process.env['PATH'] ?? '').split(process.platform === 'win32' ? ';' : ':').filter((folder) => folder !== ''),
  '/usr/sbin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
];

/** Why the program cannot be used; undefined when it can. */
const failureOf = (file: string): string | undefined => {
  if (!existsSync(file)) return 'there is none';
  const version = natsVersion(file);
  if (version === undefined) return 'no nats-server that runs here';
  if (isRecentEnough(version)) return undefined;
  return `version ${version.join('.')}, and ${OLDEST_VERSION} or later is needed`;
};

const isUsable = (file: string): boolean => failureOf(file) === undefined;

const installedIn = (lookup: NatsLookup): readonly string[] =>
  (lookup.folders ?? installedFolders()).map((folder) => join(folder, program));

/** The installed ones that are passed over, and why; one line when there is none. */
const passedOver = (lookup: NatsLookup): readonly string[] => {
  const found = [...new Set(installedIn(lookup))].filter((file) => existsSync(file));
  if (found.length === 0) return [`installed: none in ${(lookup.folders ?? installedFolders()).join(', ')}`];
  return found.map((file) => `${file}: ${failureOf(file) ?? 'usable'}`);
};

/** The pinned program, or one from Debian's archive, which apt has verified and which changes with its distribution. */
const isUntouched = (file: string): boolean => {
  if (!existsSync(file)) return false;
  return createHash('sha256').update(readFileSync(file)).digest('hex') === PROGRAM_SHA256;
};

const fromEnvironment = (): string | undefined => {
  const given = process.env['NATS_SERVER_BIN'];
  if (given === undefined || given === '') return undefined;
  const failure = failureOf(given);
  if (failure === undefined) return given;
  throw new Error(`NATS_SERVER_BIN is ${given}: ${failure}.`);
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split('\n')
    .slice(0, 2)
    .join(' ')
    .slice(0, MESSAGE_LENGTH_MAX);

const fetched = async (lookup: NatsLookup, targetOf: (source: Source) => string): Promise<string> => {
  const failures: string[] = [];
  for (const source of lookup.sources ?? sources) {
    const target = targetOf(source);
    try {
      lookup.onProgress?.(`fetching nats-server: ${source.name}`);
      await source.fetch(target);
      const failure = failureOf(target);
      if (failure === undefined) return target;
      failures.push(`${source.name}: ${failure}`);
    } catch (error) {
      failures.push(`${source.name}: ${firstLine(error)}`);
    }
  }
  throw new Error(
    [
      'No nats-server found, and none could be fetched:',
      '  NATS_SERVER_BIN: not set',
      ...[...passedOver(lookup), ...failures].map((line) => `  ${line}`),
      `Install version ${OLDEST_VERSION} or later (brew install nats-server, or from https://nats.io/download), or set NATS_SERVER_BIN, or use docker compose up.`,
    ].join('\n'),
  );
};

/** A nats-server that runs here: the one named, else an installed one, else the cached one, else fetched into the cache. */
export const natsBinary = async (lookup: NatsLookup = {}): Promise<string> => {
  const given = fromEnvironment();
  if (given !== undefined) return given;
  const installed = installedIn(lookup).find(isUsable);
  if (installed !== undefined) return installed;
  const cache = lookup.cacheFolder ?? cacheFolder();
  const targetOf = (source: Source): string => join(cache, 'nats-server', source.name.split(' ')[0] ?? '', program);
  const pinned = join(cache, 'nats-server', 'npm', program);
  if (isUntouched(pinned)) return pinned;
  const debian = join(cache, 'nats-server', 'apt-get', program);
  return isUsable(debian) ? debian : fetched(lookup, targetOf);
};
