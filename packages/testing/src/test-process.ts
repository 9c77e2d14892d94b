import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type GuardedProcess, spawnGuarded, untilReady } from '@oms/launcher';
import { temporaryFolder } from './shared-servers';

const READY_WITHIN_MS = 20_000;

export interface TestProcessOptions {
  /** The built entry, such as `<folder>/dist/main.js`. */
  readonly main: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For two processes that must know each other's address beforehand. Default: any free port. */
  readonly port?: number;
}

/** A process under test with a data folder and an HTTP port of its own, which may be killed and started again on both. */
export interface TestProcess {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** Starts a process that takes PORT, HOST and DATA_DIR and answers `/livez`. */
export const testProcess = async ({ main, env = {}, port: wanted }: TestProcessOptions): Promise<TestProcess> => {
  const folder = temporaryFolder();
  const port = (wanted ?? (await freePort())).toString();
  const logFile = join(folder, 'process.log');
  const url = `http://127.0.0.1:${port}`;
  let process: GuardedProcess;

  const start = async (): Promise<void> => {
    process = await spawnGuarded({
      name: main,
      file: globalThis.process.execPath,
      args: [main],
      env: { PORT: port, HOST: '127.0.0.1', DATA_DIR: join(folder, 'data'), ...env },
      logFile,
    });
    await untilReady({ name: main, process, logFile, withinMs: READY_WITHIN_MS }, async () => {
      await fetch(`${url}/livez`);
    });
  };

  await start();
  return {
    url,
    start,
    kill: async () => {
      process.kill('SIGKILL');
      await process.exited;
    },
    remove: async () => {
      await process.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
