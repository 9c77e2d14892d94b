import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '@oms/testing';

const MAIN = join(__dirname, '..', '..', 'dist', 'main.js');
const READY_WITHIN_MS = 30_000;

/** The built gateway in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** A port that is free at this moment. */
export const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port.toString() : '';
};

/** `nodeOptions` are of Node.js itself. */
export const gatewayProcess = async (
  env: Record<string, string>,
  nodeOptions: readonly string[] = [],
): Promise<GatewayProcess> => {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeOptions, MAIN], {
    env: { LOG_LEVEL: 'silent', PORT: port, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const origin = `http://127.0.0.1:${port}`;
  await eventually(
    async () => {
      expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    },
    { withinMs: READY_WITHIN_MS },
  );
  return {
    url: `${origin}/graphql`,
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
};
