import { rmSync } from 'node:fs';
import { type EmbeddedNats, freePort } from '@oms/launcher';
import { newPassword, startNats, startPostgres, temporaryFolder } from './shared-servers';
import { type TestDatabase, testDatabase } from './test-database';

export interface TestServers<Schema extends string> extends TestDatabase<Schema> {
  /** Shared by all specs of the run. Stream names are fixed, so a spec that declares streams takes `isolatedNats`. */
  readonly natsUrl: string;
}

const shared = (variable: string): string => {
  const url = process.env[variable];
  if (url !== undefined) return url;
  throw new Error(`${variable} is not set: name the file *.int-spec.ts, so that it runs in the "integration" project.`);
};

/** A fresh database on the PostgreSQL of this run, with a schema and a role for each name, and the run's NATS. */
export const testServers = async <Schema extends string>(schemas: readonly Schema[]): Promise<TestServers<Schema>> => ({
  ...(await testDatabase(shared('OMS_TEST_POSTGRES_URL'), schemas)),
  natsUrl: shared('OMS_TEST_NATS_URL'),
});

/** A server of a spec's own, which it may kill, empty and start again on the same port. */
export interface IsolatedNats {
  readonly url: string;
  /** Where it keeps its files, for a spec that gives it those of another time back. */
  readonly folder: string;
  readonly pid: () => number;
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
  /** Starts it again after `kill` or `stop`; `empty` takes away its disk first. */
  start(options?: { readonly empty?: boolean }): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

export const isolatedNats = async (): Promise<IsolatedNats> => {
  const folder = temporaryFolder();
  const port = await freePort();
  let server: EmbeddedNats = await startNats(folder, port);
  const stop = async (): Promise<void> => {
    await server.stop();
  };
  return {
    url: server.url,
    folder,
    pid: () => server.process.pid,
    stop,
    kill: async () => {
      server.process.kill('SIGKILL');
      await server.process.exited;
    },
    start: async ({ empty = false } = {}) => {
      if (empty) rmSync(folder, { recursive: true, force: true });
      server = await startNats(folder, port);
    },
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export interface IsolatedPostgres<Schema extends string> extends TestDatabase<Schema> {
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
  /** An immediate shutdown: as in a crash, what was committed asynchronously and is not on the disk yet is lost. */
  crash(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

/** A PostgreSQL of a spec's own, with a fresh database in it, for specs that kill the server. */
export const isolatedPostgres = async <Schema extends string>(
  schemas: readonly Schema[],
  settings: Readonly<Record<string, string>> = {},
): Promise<IsolatedPostgres<Schema>> => {
  const folder = temporaryFolder();
  const place = { folder, port: await freePort(), password: newPassword(), settings };
  let server = await startPostgres(place);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    server.process.kill(signal);
    await server.process.exited;
  };
  return {
    ...(await testDatabase(server.url, schemas)),
    kill: () => end('SIGKILL'),
    crash: () => end('SIGQUIT'),
    start: async () => {
      server = await startPostgres(place);
    },
    remove: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
