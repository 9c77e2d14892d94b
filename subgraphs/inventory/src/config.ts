import type { DatabaseConfig } from '@oms/database';
import { defaultRetry, type RetryPolicy } from '@oms/messaging';
import { processEnv, serviceConfig, type ServiceConfig } from '@oms/subgraph-kit';

/** All that inventory is told from outside; URLs have no defaults. */
export interface InventoryConfig extends ServiceConfig {
  readonly database: DatabaseConfig;
  readonly natsUrl: string;
  /** How messages that failed are tried again. */
  readonly retry: RetryPolicy;
}

const PORT = 4002;
const HOUR_MS = 3_600_000;
const ATTEMPTS = { min: 1, max: 100 };
const WAIT_MS = { min: 1, max: HOUR_MS };

export const readConfig = (): InventoryConfig => {
  const env = processEnv();
  return env.complete({
    ...serviceConfig(env, { port: PORT }),
    database: { url: env.url('DATABASE_URL'), schema: 'inventory' },
    natsUrl: env.url('NATS_URL'),
    retry: {
      attemptsMax: env.integer('MESSAGE_ATTEMPTS_MAX', { ...ATTEMPTS, fallback: defaultRetry.attemptsMax }),
      backoffMs: env.integer('MESSAGE_BACKOFF_MS', { ...WAIT_MS, fallback: defaultRetry.backoffMs }),
      backoffMaxMs: env.integer('MESSAGE_BACKOFF_MAX_MS', { ...WAIT_MS, fallback: defaultRetry.backoffMaxMs }),
    },
  });
};
