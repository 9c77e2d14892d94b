import type { IdentityConfig } from '@oms/auth';
import type { RetryPolicy } from '@oms/kernel';
import { defaultRetry, partitionCounts, type PartitionCount } from '@oms/messaging';
import { STARTUP_TIMEOUT_MS } from '@oms/workers';
import type { HttpConfig } from '../server/subgraph-server';
import { envReader, type EnvReader } from './env-reader';

const PORT_MAX = 65_535;
const STARTUP_TIMEOUT_MS_MAX = 3_600_000;
const HOST_DEFAULT = '127.0.0.1';
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What every process needs to know before it can say anything. */
export interface ProcessConfig {
  readonly logLevel: string;
  /** Base URL of an OTLP collector; tracing is off without one. */
  readonly otlpEndpoint: string | undefined;
}

/** What every subgraph's process needs. */
export interface ServiceConfig extends ProcessConfig {
  readonly http: HttpConfig;
  readonly identity: IdentityConfig;
  /** How long PostgreSQL and NATS are waited for, each, when they do not answer at the start. */
  readonly startupTimeoutMs: number;
}

/** How a subgraph publishes and consumes events. */
export interface MessagingConfig {
  readonly broker: {
    /** `nats://host:port`, or several, separated by commas. */
    readonly url: string;
    /** How many servers keep each stream: 1, or in a cluster 3. */
    readonly replicas: number;
  };
  /** How an event that could not be applied is tried again. */
  readonly retry: RetryPolicy;
  /** In how many partitions each log is read; the same for all processes of a subgraph. */
  readonly partitions: PartitionCount;
}

const REPLICAS_MAX = 5;
const ATTEMPTS_MAX = 1_000;
const DAY_MS = 86_400_000;

/** A reader of this process's environment. */
export const processEnv = (): EnvReader => envReader(process.env);

export const processConfig = (env: EnvReader): ProcessConfig => ({
  logLevel: env.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  otlpEndpoint: env.optional('OTEL_EXPORTER_OTLP_ENDPOINT'),
});

/**
 * `HOST`, `PORT`, `JWKS_URL`, `TOKEN_ISSUER`, `TOKEN_AUDIENCE`, `STARTUP_TIMEOUT_MS`, `LOG_LEVEL`,
 * `OTEL_EXPORTER_OTLP_ENDPOINT`.
 */
export const serviceConfig = (env: EnvReader, defaults: { readonly port: number }): ServiceConfig => ({
  ...processConfig(env),
  http: {
    host: env.optional('HOST', HOST_DEFAULT),
    port: env.integer('PORT', { min: 0, max: PORT_MAX, fallback: defaults.port }),
  },
  identity: {
    jwksUrl: env.url('JWKS_URL'),
    issuer: env.required('TOKEN_ISSUER'),
    audience: env.required('TOKEN_AUDIENCE'),
  },
  startupTimeoutMs: env.integer('STARTUP_TIMEOUT_MS', {
    min: 1,
    max: STARTUP_TIMEOUT_MS_MAX,
    fallback: STARTUP_TIMEOUT_MS,
  }),
});

/**
 * `NATS_URL`, `NATS_STREAM_REPLICAS`, `MESSAGE_ATTEMPTS_MAX`, `MESSAGE_BACKOFF_MS`, `MESSAGE_BACKOFF_MAX_MS`,
 * `EVENT_PARTITIONS`.
 */
export const messagingConfig = (env: EnvReader): MessagingConfig => {
  const partitions = env.oneOf('EVENT_PARTITIONS', partitionCounts.map(String), '1');
  const waitMs = (name: string, fallback: number): number => env.integer(name, { min: 1, max: DAY_MS, fallback });
  return {
    broker: {
      url: env.required('NATS_URL'),
      replicas: env.integer('NATS_STREAM_REPLICAS', { min: 1, max: REPLICAS_MAX, fallback: 1 }),
    },
    retry: {
      attemptsMax: env.integer('MESSAGE_ATTEMPTS_MAX', {
        min: 1,
        max: ATTEMPTS_MAX,
        fallback: defaultRetry.attemptsMax,
      }),
      backoffMs: waitMs('MESSAGE_BACKOFF_MS', defaultRetry.backoffMs),
      backoffMaxMs: waitMs('MESSAGE_BACKOFF_MAX_MS', defaultRetry.backoffMaxMs),
    },
    partitions: partitionCounts.find((count) => count.toString() === partitions) ?? 1,
  };
};
