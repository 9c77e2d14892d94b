import type { IdentityConfig } from '@oms/auth';
import type { Context } from '@oms/contracts';
import type { DatabaseConfig } from '@oms/database';
import type { RetryPolicy } from '@oms/kernel';
import { defaultRetry, partitionCounts, type PartitionCount } from '@oms/messaging';
import { STARTUP_TIMEOUT_MS } from '@oms/workers';
import type { z } from 'zod';
import type { HttpConfig } from '../server/subgraph-server';
import { readSettings, setting, type Environment } from './settings';

/** What every process needs to know before it can log anything. */
export interface ProcessConfig {
  readonly logLevel: string;
  /** Base URL of an OTLP collector; tracing is off without one. */
  readonly otlpEndpoint: string | undefined;
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

/** What every subgraph's process needs. URLs and secrets have no defaults. */
export interface SubgraphConfig extends ProcessConfig {
  readonly http: HttpConfig;
  readonly identity: IdentityConfig;
  /** How long PostgreSQL and NATS are waited for, each, when they do not answer at the start. */
  readonly startupTimeoutMs: number;
  readonly database: DatabaseConfig;
  readonly messaging: MessagingConfig;
}

const PORT_MAX = 65_535;
const STARTUP_TIMEOUT_MS_MAX = 3_600_000;
const HOST_DEFAULT = '127.0.0.1';
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const REPLICAS_MAX = 5;
const ATTEMPTS_MAX = 1_000;
const DAY_MS = 86_400_000;

const common = (port: number) => ({
  HOST: setting.text().default(HOST_DEFAULT),
  PORT: setting.integer({ min: 0, max: PORT_MAX, fallback: port }),
  DATABASE_URL: setting.url(),
  NATS_URL: setting.text(),
  NATS_STREAM_REPLICAS: setting.integer({ min: 1, max: REPLICAS_MAX, fallback: 1 }),
  JWKS_URL: setting.url(),
  TOKEN_ISSUER: setting.text(),
  TOKEN_AUDIENCE: setting.text(),
  MESSAGE_ATTEMPTS_MAX: setting.integer({ min: 1, max: ATTEMPTS_MAX, fallback: defaultRetry.attemptsMax }),
  MESSAGE_BACKOFF_MS: setting.integer({ min: 1, max: DAY_MS, fallback: defaultRetry.backoffMs }),
  MESSAGE_BACKOFF_MAX_MS: setting.integer({ min: 1, max: DAY_MS, fallback: defaultRetry.backoffMaxMs }),
  EVENT_PARTITIONS: setting.oneOf(partitionCounts.map(String), '1'),
  STARTUP_TIMEOUT_MS: setting.integer({ min: 1, max: STARTUP_TIMEOUT_MS_MAX, fallback: STARTUP_TIMEOUT_MS }),
  LOG_LEVEL: setting.oneOf(LOG_LEVELS, 'info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting.text().optional(),
});

interface SubgraphSettings<Shape extends z.ZodRawShape> {
  readonly name: Context;
  /** The default of `PORT`. */
  readonly port: number;
  /** The subgraph's own variables, by name. */
  readonly settings: Shape;
}

type CommonSettings = z.output<z.ZodObject<ReturnType<typeof common>>>;

const configOf = (name: Context, settings: CommonSettings): SubgraphConfig => ({
  logLevel: settings.LOG_LEVEL,
  otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
  http: { host: settings.HOST, port: settings.PORT },
  identity: { jwksUrl: settings.JWKS_URL, issuer: settings.TOKEN_ISSUER, audience: settings.TOKEN_AUDIENCE },
  startupTimeoutMs: settings.STARTUP_TIMEOUT_MS,
  database: { url: settings.DATABASE_URL, schema: name },
  messaging: {
    broker: { url: settings.NATS_URL, replicas: settings.NATS_STREAM_REPLICAS },
    retry: {
      attemptsMax: settings.MESSAGE_ATTEMPTS_MAX,
      backoffMs: settings.MESSAGE_BACKOFF_MS,
      backoffMaxMs: settings.MESSAGE_BACKOFF_MAX_MS,
    },
    partitions: partitionCounts.find((count) => count.toString() === settings.EVENT_PARTITIONS) ?? 1,
  },
});

/**
 * Reads the environment of a subgraph's process: what every subgraph needs, and the subgraph's own settings.
 *
 * @throws {ConfigError} that names every variable that is wrong.
 */
export const readSubgraphConfig = <Shape extends z.ZodRawShape>(
  { name, port, settings: own }: SubgraphSettings<Shape>,
  environment: Environment = process.env,
): { readonly common: SubgraphConfig; readonly own: z.output<z.ZodObject<Shape>> } => {
  const shape = { ...common(port), ...own };
  const settings = readSettings(shape, environment);
  return { common: configOf(name, settings as CommonSettings), own: settings as z.output<z.ZodObject<Shape>> };
};
