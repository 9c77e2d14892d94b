import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, DatabaseError } from 'pg';
import { cacheFolder } from '../cache-folder';
import { type GuardedProcess, spawnGuarded } from '../guarded-process';
import { assertPortFree } from '../ports';
import { reachableFolder, type SystemUser, unprivilegedUser } from '../system-user';
import { lastLines, untilReady } from '../until-ready';
import { type PostgresBinaries, postgresBinaries } from './binaries';
import { endStalePostmaster } from './stale-postmaster';

const INITDB_WITHIN_MS = 60_000;
const CONNECT_WITHIN_MS = 2_000;
/** Generous, because a server that was killed first replays its log. */
const READY_WITHIN_MS = 60_000;
const BACKEND_CHECKS_MAX = 50;
const BACKEND_CHECK_EVERY_MS = 200;
const SUPERUSER = 'postgres';
/** LC_ALL=C keeps its messages in English. */
const serverEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const run = promisify(execFile);

export interface EmbeddedPostgresOptions {
  /** Holds the cluster; a folder elsewhere is used when PostgreSQL's user has no access to it. */
  readonly folder: string;
  readonly port: number;
  /** The superuser's. A cluster keeps the one that it was made with. */
  readonly password: string;
  readonly logFile: string;
  /** Server settings, such as `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onSpawned?: (pid: number) => void;
}

export interface EmbeddedPostgres {
  /** The superuser's URL, of the database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly process: GuardedProcess;
  /** Disconnects the clients and stops. */
  stop(): Promise<void>;
}

const localeArguments = ({ major }: PostgresBinaries): readonly string[] =>
  // The same ordering on every machine; before 17 there is no provider of its own for it.
  major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C'];

const withPasswordFile = async (
  password: string,
  user: SystemUser | undefined,
  work: (file: string) => Promise<void>,
) => {
  const folder = mkdtempSync(join(reachableFolder(tmpdir(), user), 'oms-initdb-'));
  const file = join(folder, 'password');
  try {
    writeFileSync(file, password, { mode: 0o600 });
    if (user) for (const path of [folder, file]) chownSync(path, user.uid, user.gid);
    await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Cluster {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  readonly password: string;
}

/** Made beside its place and then moved there, so that an interrupted attempt is never taken for a cluster. */
const createCluster = async ({ dataDir, binaries, user, password }: Cluster): Promise<void> => {
  const unfinished = `${dataDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (user) chownSync(unfinished, user.uid, user.gid);
  await withPasswordFile(password, user, async (passwordFile) => {
    const given = ['-D', unfinished, '-U', SUPERUSER, '-E', 'UTF8', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    await run(binaries.initdb, [...given, '--no-sync', ...localeArguments(binaries)], {
      cwd: '/',
      env: serverEnv,
      timeout: INITDB_WITHIN_MS,
      ...(user && { uid: user.uid, gid: user.gid }),
    });
  });
  renameSync(unfinished, dataDir);
};

const probe = (url: string) => async (): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
};

const WRONG_PASSWORD = '28P01';

const remedyFor =
  (dataDir: string) =>
  (error: unknown): string | undefined =>
    error instanceof DatabaseError && error.code === WRONG_PASSWORD
      ? `the data in ${dataDir} were made with another password; npm run reset begins afresh.`
      : undefined;

interface Launch {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  readonly options: EmbeddedPostgresOptions;
}

const spawnServer = ({ dataDir, binaries, user, options }: Launch): Promise<GuardedProcess> => {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
  return spawnGuarded({
    name: 'PostgreSQL',
    file: binaries.postgres,
    args: [
      ...['-D', dataDir, '-p', options.port.toString()],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: serverEnv,
    logFile: options.logFile,
    user,
    cwd: '/',
    // Fast shutdown: SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
    onSpawned: options.onSpawned,
  });
};

/** Backends of a server that was killed keep its shared memory until they notice; until then a new one refuses to start. */
const whenBackendsAreGone = async <T>(logFile: string, start: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      const isHeldUp = lastLines(logFile).includes('pre-existing shared memory block');
      if (!isHeldUp || attempt === BACKEND_CHECKS_MAX) throw error;
      await delay(BACKEND_CHECK_EVERY_MS);
    }
  }
};

/** A real PostgreSQL as a child of this process; never outlives it. */
export const embeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const user = unprivilegedUser();
  const binaries = postgresBinaries(user, cacheFolder());
  const folder = reachableFolder(options.folder, user);
  const dataDir = join(folder, `data-${binaries.major.toString()}`);
  if (!existsSync(dataDir)) await createCluster({ dataDir, binaries, user, password: options.password });
  await endStalePostmaster(dataDir);
  await assertPortFree(options.port, 'PostgreSQL');

  const { logFile, password, port } = options;
  const url = `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port.toString()}/postgres`;
  const process = await whenBackendsAreGone(logFile, async () => {
    const server = await spawnServer({ dataDir, binaries, user, options });
    const starting = { name: 'PostgreSQL', process: server, logFile, withinMs: READY_WITHIN_MS };
    await untilReady({ ...starting, remedyOf: remedyFor(dataDir) }, probe(url));
    return server;
  });
  return {
    url,
    port,
    process,
    stop: async () => {
      await process.stop();
    },
  };
};
