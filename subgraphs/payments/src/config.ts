import type { DatabaseConfig } from '@oms/database';
import {
  messagingConfig,
  type MessagingConfig,
  processEnv,
  serviceConfig,
  type ServiceConfig,
} from '@oms/subgraph-kit';

/** Everything that payments is told from outside; URLs and secrets have no defaults. */
export interface PaymentsConfig extends ServiceConfig {
  readonly database: DatabaseConfig;
  readonly messaging: MessagingConfig;
  readonly provider: {
    /** Who takes the money, as clients see it: `simulator`, `stripe`. */
    readonly name: string;
    readonly url: string;
    readonly apiKey: string;
    /** After so long without an answer the outcome of a call is unknown. */
    readonly timeoutMs: number;
    /** Calls of the provider at the same time, for charges and again for refunds. */
    readonly concurrencyMax: number;
    /** One, or two while they are being exchanged. */
    readonly webhookSecrets: readonly string[];
  };
}

const PORT = 4003;
const SECRETS_MAX = 2;
/** The lease of an attempt is longer than this and the recording of its outcome. */
const TIMEOUT_MS = { min: 10, max: 8_000, fallback: 5_000 };
const CONCURRENCY = { min: 1, max: 1_000, fallback: 64 };

const secretsIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')
    .slice(0, SECRETS_MAX);

export const readConfig = (): PaymentsConfig => {
  const env = processEnv();
  return env.complete({
    ...serviceConfig(env, { port: PORT }),
    database: { url: env.url('DATABASE_URL'), schema: 'payments' },
    messaging: messagingConfig(env),
    provider: {
      name: env.optional('PROVIDER_NAME', 'simulator'),
      url: env.url('PROVIDER_URL'),
      apiKey: env.required('PROVIDER_API_KEY'),
      timeoutMs: env.integer('PROVIDER_TIMEOUT_MS', TIMEOUT_MS),
      concurrencyMax: env.integer('PROVIDER_CONCURRENCY_MAX', CONCURRENCY),
      webhookSecrets: secretsIn(env.required('PROVIDER_WEBHOOK_SECRETS')),
    },
  });
};
