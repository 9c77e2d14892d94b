import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort, spawnGuarded, untilReady } from '@oms/launcher';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '../tokens';

const READY_WITHIN_MS = 60_000;
const INSTALLED_WITHIN_MS = 600_000;
const repository = resolve(__dirname, '..', '..', '..');
const hiveFolder = join(repository, 'bench', 'hive-gateway');

/** A running gateway. */
export interface RunningGateway {
  readonly url: string;
  stop(): Promise<void>;
}

interface Started {
  readonly name: string;
  readonly file?: string;
  readonly args: (port: string) => readonly string[];
  readonly env: (port: string) => Readonly<Record<string, string>>;
  readonly folder: string;
}

const start = async ({ name, file = process.execPath, args, env, folder }: Started): Promise<RunningGateway> => {
  const port = (await freePort()).toString();
  const url = `http://127.0.0.1:${port}/graphql`;
  const logFile = join(folder, `${name}.log`);
  const gateway = await spawnGuarded({
    name,
    file,
    args: args(port),
    env: { NODE_ENV: 'production', PATH: process.env['PATH'] ?? '', ...env(port) },
    logFile,
  });
  await untilReady({ name, process: gateway, logFile, withinMs: READY_WITHIN_MS }, async () => {
    const headers = { 'content-type': 'application/json' };
    const { ok, status } = await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
    if (!ok) throw new Error(`its status was ${status.toString()}`);
  });
  return {
    url,
    stop: async () => {
      await gateway.stop();
    },
  };
};

export interface Served {
  readonly supergraphFile: string;
  /** Where logs go. */
  readonly folder: string;
}

/** Our gateway as deployed: it checks tokens and has all limits on. */
export const startOurs = ({ supergraphFile, folder }: Served, jwksUrl: string): Promise<RunningGateway> =>
  start({
    name: 'ours',
    args: () => [join(repository, 'gateway', 'dist', 'main.js')],
    env: (port) => ({
      PORT: port,
      SUPERGRAPH_FILE: supergraphFile,
      JWKS_URL: jwksUrl,
      TOKEN_ISSUER,
      TOKEN_AUDIENCE,
    }),
    folder,
  });

/** See plain-gateway.ts. */
export const startPlain = ({ supergraphFile, folder }: Served): Promise<RunningGateway> =>
  start({
    name: 'plain',
    args: (port) => [join(__dirname, 'plain-gateway.js'), supergraphFile, port],
    env: () => ({ APOLLO_TELEMETRY_DISABLED: 'true' }),
    folder,
  });

/** With its own defaults: it checks no tokens. It is not a workspace, because only this comparison needs its 700 packages. */
export const startHive = async ({ supergraphFile, folder }: Served): Promise<RunningGateway> => {
  installHive();
  return start({
    name: 'hive-gateway',
    args: (port) => [
      join(hiveFolder, 'node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js'),
      ...['supergraph', supergraphFile, '--port', port, '--host', '127.0.0.1'],
    ],
    env: () => ({}),
    folder,
  });
};

const installHive = (): void => {
  if (existsSync(join(hiveFolder, 'node_modules', '.package-lock.json'))) return;
  console.log('Installing Hive Gateway for the comparison; this happens once and takes about a minute.');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', args, { cwd: hiveFolder, stdio: 'inherit', timeout: INSTALLED_WITHIN_MS });
};
