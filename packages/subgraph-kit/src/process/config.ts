import type { IdentityConfig } from '@oms/auth';
import { STARTUP_TIMEOUT_MS } from '@oms/kernel';
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
