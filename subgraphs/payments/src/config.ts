import { readSubgraphConfig, setting, type Environment, type SubgraphConfig } from '@oms/subgraph-kit';

export interface ProviderConfig {
  /** Which provider it is, as clients see it: `simulator`, `stripe`. */
  readonly name: string;
  readonly url: string;
  readonly apiKey: string;
  /** After so long without a response the result of a call is unknown. */
  readonly timeoutMs: number;
  /** Calls of the provider at the same time, for charges and again for refunds. */
  readonly concurrencyMax: number;
  /** One, or two while they are being exchanged. */
  readonly webhookSecrets: readonly string[];
}

export interface PaymentsConfig extends SubgraphConfig {
  readonly provider: ProviderConfig;
}

const SECRETS_MAX = 2;
/** The lease of an attempt is longer than this and the recording of its result. */
const TIMEOUT_MS = { min: 10, max: 8_000, fallback: 5_000 };
const CONCURRENCY = { min: 1, max: 1_000, fallback: 64 };

const secretsIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')
    .slice(0, SECRETS_MAX);

const settings = {
  PROVIDER_NAME: setting.text().default('simulator'),
  PROVIDER_URL: setting.url(),
  PROVIDER_API_KEY: setting.text(),
  PROVIDER_TIMEOUT_MS: setting.integer(TIMEOUT_MS),
  PROVIDER_CONCURRENCY_MAX: setting.integer(CONCURRENCY),
  PROVIDER_WEBHOOK_SECRETS: setting.text(),
};

export const readConfig = (environment?: Environment): PaymentsConfig => {
  const { common, own } = readSubgraphConfig({ name: 'payments', port: 4003, settings }, environment);
  return {
    ...common,
    provider: {
      name: own.PROVIDER_NAME,
      url: own.PROVIDER_URL,
      apiKey: own.PROVIDER_API_KEY,
      timeoutMs: own.PROVIDER_TIMEOUT_MS,
      concurrencyMax: own.PROVIDER_CONCURRENCY_MAX,
      webhookSecrets: secretsIn(own.PROVIDER_WEBHOOK_SECRETS),
    },
  };
};
