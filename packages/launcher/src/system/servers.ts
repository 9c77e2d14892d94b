import { join } from 'node:path';
import { embeddedNats } from '../nats/embedded-nats';
import { restartBackoff, watchStorage } from '../nats/watch-storage';
import { embeddedPostgres } from '../postgres/embedded-postgres';
import { postmasterProbe } from '../postgres/postmaster-probe';
import { ensureSchemas } from '../postgres/schemas';
import { recordProcess } from './leftovers';
import { watchLiveness } from './liveness';
import { logFileOf } from './logs';
import { DATABASE, schemas, type Setup } from './services';
import { SupervisedProcess } from './supervised-process';
import type { SystemOptions } from './system';

/** Four subgraphs with pools of their own, and connections of operators. */
const CONNECTIONS_MAX = '200';

type Log = (line: string) => void;

const recordedAs =
  (folder: string, name: string) =>
  (pid: number): void => {
    recordProcess(folder, name, pid);
  };

const postgres = (options: SystemOptions, { folder, ports, secrets }: Setup, onProgress: Log): SupervisedProcess => {
  const logFile = logFileOf(folder, 'postgres');
  const settings = { max_connections: CONNECTIONS_MAX, ...options.postgresSettings };
  const onSpawned = recordedAs(folder, 'postgres');
  const place = { folder: join(folder, 'postgres'), port: ports.postgres, logFile, onSpawned };
  return new SupervisedProcess({
    name: 'postgres',
    logFile,
    onProgress,
    launch: async () => (await embeddedPostgres({ ...place, settings, password: secrets.postgres })).process,
    watch: (restart) => watchLiveness(postmasterProbe(ports.postgres), restart),
  });
};

const nats = ({ folder, ports }: Setup, onProgress: Log): SupervisedProcess => {
  const logFile = logFileOf(folder, 'nats');
  const place = { folder: join(folder, 'nats'), port: ports.nats, monitoringPort: ports['nats-monitoring'] };
  const onSpawned = recordedAs(folder, 'nats');
  const backoff = restartBackoff();
  return new SupervisedProcess({
    name: 'nats',
    logFile,
    onProgress,
    launch: async () => (await embeddedNats({ ...place, logFile, onSpawned, lookup: { onProgress } })).process,
    watch: (restart) => watchStorage({ ...place, backoff, onProgress }, restart),
  });
};

/** The servers that are not given from outside. */
export const embeddedServers = (
  options: SystemOptions,
  setup: Setup,
  onProgress: Log,
): readonly SupervisedProcess[] => [
  ...(options.databaseUrl === undefined ? [postgres(options, setup, onProgress)] : []),
  ...(options.natsUrl === undefined ? [nats(setup, onProgress)] : []),
];

/** The database, and a schema and a role per subgraph. */
export const ensureDatabase = async (setup: Setup): Promise<void> => {
  const owners = schemas.map((schema) => ({ schema, role: schema, password: setup.secrets[schema] }));
  try {
    await ensureSchemas(setup.postgresUrl, DATABASE, owners);
  } catch (error) {
    const { host } = new URL(setup.postgresUrl);
    const reason = error instanceof Error && error.message !== '' ? error.message : String(error);
    throw new Error(
      `The database at ${host} cannot be prepared (${reason}): give DATABASE_URL of a superuser of a running server.`,
    );
  }
};
