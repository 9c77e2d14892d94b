import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, spawnGuarded, untilReady } from '@oms/launcher';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '../tokens';

const READY_WITHIN_MS = 30_000;
const METRIC_WITHIN_MS = 60_000;
const POLL_MS = 100;
const SETTLE_MS = 500;
const SETTLE_SAMPLES_MAX = 20;
/** Two samples that differ by less are taken for the same. */
const SETTLED_SHARE = 0.005;
const repository = resolve(__dirname, '..', '..', '..');

export interface Memory {
  readonly rssBytes: number;
  readonly heapBytes: number;
}

/** The gateway as it is deployed, in a process of its own, with tokens checked. */
export interface GatewayProcess {
  /** For WebSockets. */
  readonly url: string;
  /** Waits until a metric without labels of its own has this value. */
  reaches(metric: string, value: number): Promise<void>;
  /** The memory in use when the process is idle, after a garbage collection. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

/** Where the two subgraphs and the key set are. */
export interface FeedAddress {
  readonly origin: string;
}

export const startGateway = async ({ origin }: FeedAddress, folder: string): Promise<GatewayProcess> => {
  const port = (await freePort()).toString();
  const logFile = join(folder, `gateway-${port}.log`);
  const collectGarbage = join(__dirname, 'collect-garbage.js');
  const gateway = await spawnGuarded({
    name: 'gateway',
    file: process.execPath,
    args: ['--expose-gc', '--require', collectGarbage, join(repository, 'gateway', 'dist', 'main.js')],
    env: {
      NODE_ENV: 'production',
      PORT: port,
      SUPERGRAPH_FILE: join(repository, 'bench', 'src', 'subscriptions', 'feed-supergraph.graphql'),
      SUBGRAPH_FEED_URL: `${origin}/feed`,
      SUBGRAPH_AUTHORS_URL: `${origin}/authors`,
      JWKS_URL: `${origin}/jwks`,
      TOKEN_ISSUER,
      TOKEN_AUDIENCE,
    },
    logFile,
  });
  const base = `http://127.0.0.1:${port}`;
  await untilReady({ name: 'gateway', process: gateway, logFile, withinMs: READY_WITHIN_MS }, async () => {
    const { ok, status } = await fetch(`${base}/readyz`);
    if (!ok) throw new Error(`the status of /readyz was ${status.toString()}`);
  });

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${base}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name}{`) || each.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1) ?? Number.NaN);
  };

  const sample = async (): Promise<Memory> => {
    gateway.kill('SIGUSR2');
    await delay(SETTLE_MS);
    return {
      heapBytes: await metric('nodejs_heap_size_used_bytes'),
      rssBytes: await metric('process_resident_memory_bytes'),
    };
  };

  return {
    url: `${base.replace('http', 'ws')}/graphql`,
    reaches: async (name, value) => {
      const timeoutAt = Date.now() + METRIC_WITHIN_MS;
      while ((await metric(name)) !== value) {
        if (Date.now() > timeoutAt) throw new Error(`${name} did not reach ${value.toString()}: see ${logFile}`);
        await delay(POLL_MS);
      }
    },
    memory: async () => {
      let before = await sample();
      for (let taken = 1; taken < SETTLE_SAMPLES_MAX; taken += 1) {
        const now = await sample();
        const moved = Math.abs(now.rssBytes - before.rssBytes) / now.rssBytes;
        before = now;
        if (moved < SETTLED_SHARE) break;
      }
      return before;
    },
    stop: async () => {
      await gateway.stop();
    },
  };
};
