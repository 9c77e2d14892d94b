import type { DatabaseConfig } from '@oms/database';
import {
  messagingConfig,
  type MessagingConfig,
  processEnv,
  serviceConfig,
  type ServiceConfig,
} from '@oms/subgraph-kit';

/** All that inventory is told from outside; URLs have no defaults. */
export interface InventoryConfig extends ServiceConfig {
  readonly database: DatabaseConfig;
  readonly messaging: MessagingConfig;
}

const PORT = 4002;

export const readConfig = (): InventoryConfig => {
  const env = processEnv();
  return env.complete({
    ...serviceConfig(env, { port: PORT }),
    database: { url: env.url('DATABASE_URL'), schema: 'inventory' },
    messaging: messagingConfig(env),
  });
};
