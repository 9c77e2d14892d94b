import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type GuardedProcess, spawnGuarded } from '../guarded-process';
import { assertPortFree } from '../ports';
import { untilReady } from '../until-ready';
import { inheritedEnv } from './inherited-env';
import { recordProcess } from './leftovers';
import { httpProbe, type Restart, type StopWatching, watchLiveness } from './liveness';
import { logFileOf } from './logs';
import { localUrl, type ServiceName, services, type Setup } from './services';
import type { Milestone } from './supervised-process';

/** Longer than a service itself waits for PostgreSQL and NATS, which is 60 s: it reports itself what is missing. */
export const READY_WITHIN_MS = 90_000;
const PROBE_WITHIN_MS = 2_000;
const LIVENESS_PATH = '/livez';

export interface ServiceLaunch {
  readonly name: ServiceName;
  readonly setup: Setup;
  /** Settings that win over the development ones. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** Starts one of our processes and waits until it is ready. */
export const launchService = async (
  { name, setup, overrides }: ServiceLaunch,
  until: Milestone,
): Promise<GuardedProcess> => {
  const service = services[name];
  const main = join(setup.root, service.folder, 'dist', 'main.js');
  if (!existsSync(main)) throw new Error(`${name} is not built (${main} is missing): run npm run build.`);
  const port = setup.ports[name];
  await assertPortFree(port, name);
  const logFile = logFileOf(setup.folder, name);
  const development = { ...service.env(setup), ...(await service.comforts?.(setup)) };
  const process = await spawnGuarded({
    name,
    file: globalThis.process.execPath,
    args: ['--enable-source-maps', main],
    env: { ...inheritedEnv(), NODE_ENV: 'production', HOST: '127.0.0.1', ...development, ...overrides },
    cwd: join(setup.root, service.folder),
    logFile,
    onSpawned: (pid) => {
      recordProcess(setup.folder, name, pid);
    },
  });
  const starting = { name, process, logFile, withinMs: READY_WITHIN_MS };
  const probe = httpProbe(`${localUrl(port)}${until === 'ready' ? service.readinessPath : LIVENESS_PATH}`);
  await untilReady(starting, () => probe(AbortSignal.timeout(PROBE_WITHIN_MS)));
  return process;
};

export const watchService = ({ name, setup }: ServiceLaunch, restart: Restart): StopWatching =>
  watchLiveness(httpProbe(`${localUrl(setup.ports[name])}${LIVENESS_PATH}`), restart);
