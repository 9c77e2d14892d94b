import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assertPortFree } from '../ports';
import { urlWith } from '../postgres/schemas';
import { unprivilegedUser } from '../system-user';
import { fetchToken } from './fetch-token';
import { launchService, watchService } from './launch-service';
import { endLeftovers } from './leftovers';
import { logFileOf, turnLog } from './logs';
import { developmentPorts } from './ports';
import { lock } from './run-lock';
import { loadSecrets } from './secrets';
import { embeddedServers, ensureDatabase } from './servers';
import { DATABASE, localUrl, serviceNames, services, type Setup, type Stage } from './services';
import { SupervisedProcess } from './supervised-process';
import type { ProcessName, System, SystemOptions } from './system';

const repository = resolve(__dirname, '../../../..');

/** Not those of the servers: each waits for its own, after whatever still uses its files has ended. */
const ownPorts = [...serviceNames, 'smtp'] as const;

type Log = (line: string) => void;

/** Waits for all, so that nothing is still starting when a failure is handled, and then fails with the first failure. */
const all = async (works: readonly Promise<void>[]): Promise<void> => {
  for (const outcome of await Promise.allSettled(works)) if (outcome.status === 'rejected') throw outcome.reason;
};

const start = (processes: readonly SupervisedProcess[], onProgress: Log): Promise<void> =>
  all(
    processes.map(async (process) => {
      const since = performance.now();
      await process.start();
      onProgress(`${process.name} is ready (${((performance.now() - since) / 1_000).toFixed(1)} s)`);
    }),
  );

const stop = (processes: readonly SupervisedProcess[]): Promise<void> =>
  all(processes.map((process) => process.stop()));

const setupOf = (options: SystemOptions): Setup => {
  const ports = options.ports ?? developmentPorts;
  const secrets = loadSecrets(options.folder);
  const embedded = `postgres://postgres:${secrets.postgres}@127.0.0.1:${ports.postgres.toString()}/postgres`;
  return {
    ports,
    secrets,
    root: options.root ?? repository,
    folder: options.folder,
    postgresUrl: options.databaseUrl ?? embedded,
    natsUrl: options.natsUrl ?? `nats://127.0.0.1:${ports.nats.toString()}`,
  };
};

const stageOf = (stage: Stage, options: SystemOptions, setup: Setup): readonly SupervisedProcess[] =>
  serviceNames
    .filter((name) => services[name].stage === stage)
    .map((name) => {
      const service = { name, setup, overrides: options.env?.[name] ?? {} };
      return new SupervisedProcess({
        name,
        launch: (until) => launchService(service, until),
        watch: (restart) => watchService(service, restart),
        logFile: logFileOf(setup.folder, name),
        onProgress: options.onProgress ?? (() => undefined),
      });
    });

/** Everything that the system consists of, as child processes that end with this one, however it ends. */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  const { folder, onProgress = () => undefined } = options;
  mkdirSync(folder, { recursive: true });
  // Started by root, PostgreSQL runs as another user, which needs access to this folder; secrets in it have permissions of their own.
  if (unprivilegedUser()) chmodSync(folder, 0o711);
  const unlock = lock(folder);
  const setup = setupOf(options);
  const servers = embeddedServers(options, setup, onProgress);
  const simulators = stageOf('simulators', options, setup);
  const subgraphs = stageOf('subgraphs', options, setup);
  const gateway = stageOf('gateway', options, setup);
  const processes = new Map<string, SupervisedProcess>();
  for (const process of [...servers, ...simulators, ...subgraphs, ...gateway]) {
    turnLog(folder, process.name);
    processes.set(process.name, process);
  }

  const stopAll = async (): Promise<void> => {
    for (const stage of [gateway, subgraphs, simulators, servers]) await stop(stage);
    unlock();
  };

  try {
    await endLeftovers(folder, onProgress);
    // Before anything starts, and so before anybody waits for what cannot come up.
    await all(ownPorts.map((name) => assertPortFree(setup.ports[name], name)));
    await all([start(servers, onProgress).then(() => ensureDatabase(setup)), start(simulators, onProgress)]);
    await start(subgraphs, onProgress);
    await start(gateway, onProgress);
  } catch (error) {
    await stopAll();
    throw error;
  }

  const urlOf = (name: 'identity' | 'payment-provider' | 'mailbox') => localUrl(setup.ports[name]);
  return {
    graphqlUrl: `${localUrl(setup.ports.gateway)}/graphql`,
    identityUrl: urlOf('identity'),
    providerUrl: urlOf('payment-provider'),
    mailboxUrl: urlOf('mailbox'),
    databaseUrl: urlWith(setup.postgresUrl, { database: DATABASE }),
    natsUrl: setup.natsUrl,
    ports: setup.ports,
    secrets: setup.secrets,
    logFolder: join(folder, 'logs'),
    process: (name: ProcessName) => {
      const found = processes.get(name);
      if (found) return found;
      throw new Error(`${name} is not run by this system.`);
    },
    token: (query) => fetchToken(urlOf('identity'), query),
    stop: stopAll,
  };
};
