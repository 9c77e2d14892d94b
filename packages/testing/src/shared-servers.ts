import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedNats, type EmbeddedPostgres, embeddedNats, embeddedPostgres, freePort } from '@oms/launcher';

const PASSWORD_BYTES = 16;
/** A test never needs its data back after the machine lost power. */
const forgetful = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  // What fills a table in the transaction that made it empty is not logged.
  wal_level: 'minimal',
  max_wal_senders: '0',
};

export const newPassword = (): string => randomBytes(PASSWORD_BYTES).toString('hex');

/** Readable by other users: when tests run as root, PostgreSQL runs as another user and has its data in here. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'oms-test-'));
  chmodSync(folder, 0o711);
  return folder;
};

export interface PostgresPlace {
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  /** Server settings beside those of every test. */
  readonly settings?: Readonly<Record<string, string>>;
}

export const startPostgres = ({ folder, port, password, settings }: PostgresPlace): Promise<EmbeddedPostgres> =>
  embeddedPostgres({
    folder: join(folder, 'postgres'),
    port,
    password,
    logFile: join(folder, 'postgres.log'),
    settings: { ...forgetful, ...settings },
  });

export const startNats = (folder: string, port: number): Promise<EmbeddedNats> =>
  embeddedNats({ folder: join(folder, 'nats'), port, logFile: join(folder, 'nats.log') });

export interface SharedServers {
  readonly postgresUrl: string;
  readonly natsUrl: string;
  stop(): Promise<void>;
}

/** The servers that all specs of one Jest run share; started and stopped by the run itself. */
export const startSharedServers = async (): Promise<SharedServers> => {
  const folder = temporaryFolder();
  const postgres = await startPostgres({ folder, port: await freePort(), password: newPassword() });
  const nats = await startNats(folder, await freePort());
  return {
    postgresUrl: postgres.url,
    natsUrl: nats.url,
    stop: async () => {
      await Promise.all([nats.stop(), postgres.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
