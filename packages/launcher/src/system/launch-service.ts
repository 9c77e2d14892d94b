import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type GuardedProcess, spawnGuarded } from '../guarded-process';
import { assertPortFree } from '../ports';
import { untilReady } from '../until-ready';
import { inheritedEnv } from './inherited-env';
import { logFileOf } from './logs';
import { localUrl, type ServiceName, services, type Setup } from './services';

const READY_WITHIN_MS = 60_000;
const PROBE_WITHIN_MS = 2_000;

const probe = (url: string) => async (): Promise<void> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_WITHIN_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status.toString()}: ${await response.text()}`);
};

/** Starts one of our processes and waits until it says that it can work. `overrides` win over its development settings. */
export const launchService = async (
  name: ServiceName,
  setup: Setup,
  overrides: Readonly<Record<string, string>>,
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
  });
  const starting = { name, process, logFile, withinMs: READY_WITHIN_MS };
  await untilReady(starting, probe(`${localUrl(port)}${service.readinessPath}`));
  return process;
};
