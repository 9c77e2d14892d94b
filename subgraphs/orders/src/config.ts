import type { DatabaseConfig } from '@oms/database';
import {
  messagingConfig,
  type MessagingConfig,
  processEnv,
  serviceConfig,
  type ServiceConfig,
} from '@oms/subgraph-kit';
import type { Patience } from './domain/checkout/checkout';

const PORT = 4001;
const SECOND = 1_000;
const DAY_MS = 86_400_000;

export interface OrdersConfig extends ServiceConfig {
  readonly database: DatabaseConfig;
  readonly messaging: MessagingConfig;
  /** How long the saga waits in each step before it gives an order up. */
  readonly patience: Patience;
}

export const readConfig = (env = processEnv()): OrdersConfig => {
  const duration = (name: string, fallback: number): number => env.integer(name, { min: 1, max: DAY_MS, fallback });
  return env.complete({
    ...serviceConfig(env, { port: PORT }),
    database: { url: env.url('DATABASE_URL'), schema: 'orders' },
    messaging: messagingConfig(env),
    patience: {
      reservationMs: duration('RESERVATION_DEADLINE_MS', 30 * SECOND),
      paymentMethodMs: duration('PAYMENT_METHOD_DEADLINE_MS', 900 * SECOND),
      paymentMs: duration('PAYMENT_DEADLINE_MS', 120 * SECOND),
    },
  });
};
