import { z } from 'zod';
import type { IdentityConfig } from '@oms/auth';
import { cacheBytesDefault } from './operation/document-cache';
import type { Limits } from './operation/operation';
import type { PersistedOptions } from './operation/persisted-operations';
import type { SubgraphOptions } from './subgraphs/guarded-exchange';
import { subscriptionSettings, type SubscriptionLimits } from './subscriptions/limits';
import type { HttpConfig } from './transport/http/http-server';
import type { PagesConfig } from './transport/http/pages';

/** Everything that can be set from outside. The README has the table of the variables. */
export interface GatewayConfig {
  /** The composed schema; watched. */
  readonly supergraphFile: string;
  readonly http: HttpConfig;
  /** The provider whose tokens are accepted. Undefined: every actor is anonymous, and their headers are forwarded. */
  readonly identity: IdentityConfig | undefined;
  /** Request headers that subgraphs get, in lower case. Undefined: all that belong to the request rather than to the connection. */
  readonly forwardHeaders: readonly string[] | undefined;
  readonly limits: Limits;
  /** Of documents with their plans and all else that is kept with them, in bytes. */
  readonly cacheBytesMax: number;
  readonly introspection: boolean;
  /** Whether the text of faults is kept from clients. */
  readonly errorMasking: boolean;
  readonly persisted: PersistedOptions;
  /** Refuse a supergraph that has fields which cannot be computed, rather than warn about it. */
  readonly strict: boolean;
  /** Milliseconds from the arrival of an operation to its response, which is partial where subgraphs took longer. */
  readonly requestTimeoutMs: number;
  readonly subgraphs: SubgraphsConfig;
  readonly subscriptions: SubscriptionLimits;
  readonly pages: PagesConfig;
  readonly logLevel: string;
  /** Where spans go, by OTLP over HTTP. */
  readonly tracesEndpoint: string | undefined;
}

export interface SubgraphsConfig {
  readonly defaults: SubgraphOptions;
  /** By the subgraph's name in capitals, with `_` for all that is no letter or digit. */
  readonly urls: Readonly<Record<string, string>>;
  readonly subscriptionUrls: Readonly<Record<string, string>>;
  readonly timeoutsMs: Readonly<Record<string, number>>;
}

const integer = (fallback: number, min = 1) => z.coerce.number().int().min(min).default(fallback);
const flag = (fallback: boolean) =>
  z
    .enum(['on', 'off'])
    .default(fallback ? 'on' : 'off')
    .transform((value) => value === 'on');
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const url = z.url({ protocol: /^https?$/ });

const common = {
  SUPERGRAPH_FILE: z.string({ error: 'is missing: name the file with the composed supergraph' }),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(4000, 0),
  METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  BODY_BYTES_MAX: integer(256 * 1024),
  CORS_ORIGINS: list.default([]),
  JWKS_URL: url.optional(),
  TOKEN_ISSUER: z.string().optional(),
  TOKEN_AUDIENCE: z.string().optional(),
  FORWARD_HEADERS: list.optional(),
  DEPTH_MAX: integer(12),
  ALIASES_MAX: integer(50),
  DIRECTIVES_MAX: integer(30),
  ROOT_FIELDS_MAX: integer(20),
  TOKENS_MAX: integer(1_000),
  FIELDS_MAX: integer(2_000),
  STEPS_MAX: integer(20_000),
  CACHE_BYTES_MAX: integer(cacheBytesDefault()),
  COST_MAX: integer(5_000),
  LIST_SIZE_MAX: integer(1_000),
  PERSISTED_OPERATIONS_FILE: z.string().optional(),
  SAFELIST: flag(false),
  STRICT_SUPERGRAPH: flag(false),
  ERROR_MASKING: flag(true),
  REQUEST_TIMEOUT_MS: integer(30_000),
  SUBGRAPH_TIMEOUT_MS: integer(10_000),
  SUBGRAPH_CONNECTIONS_MAX: integer(64),
  SUBGRAPH_QUEUE_MAX: integer(1_000),
  CIRCUIT_REQUESTS_MIN: integer(20),
  CIRCUIT_FAILURE_RATIO: z.coerce.number().min(0).max(1).default(0.5),
  CIRCUIT_WINDOW_MS: integer(10_000),
  CIRCUIT_OPEN_MS: integer(1_000),
  SANDBOX_TOKEN: z.string().optional(),
  SANDBOX_OPERATION: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
};

const schemaFor = (production: boolean) =>
  z.object({ ...common, INTROSPECTION: flag(!production), PAGES: flag(!production) });
type Settings = z.infer<ReturnType<typeof schemaFor>>;

/** What is wrong with the environment, on one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `SUBGRAPH_<NAME>_URL` and its like, by name. */
const perSubgraph = (env: NodeJS.ProcessEnv, suffix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([variable, value]) => {
      const [, name] = new RegExp(`^SUBGRAPH_(.+?)_${suffix}$`).exec(variable) ?? [];
      return name === undefined || value === undefined || value === '' ? [] : [[name, value]];
    }),
  );

const identityOf = (settings: Settings): IdentityConfig | undefined => {
  const { JWKS_URL: jwksUrl, TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = settings;
  if (jwksUrl === undefined) return undefined;
  if (issuer === undefined || audience === undefined)
    throw new ConfigError('TOKEN_ISSUER and TOKEN_AUDIENCE must be set where JWKS_URL is');
  return { jwksUrl, issuer, audience };
};

const limitsOf = (settings: Settings): Limits => ({
  depthMax: settings.DEPTH_MAX,
  aliasesMax: settings.ALIASES_MAX,
  directivesMax: settings.DIRECTIVES_MAX,
  rootFieldsMax: settings.ROOT_FIELDS_MAX,
  tokensMax: settings.TOKENS_MAX,
  fieldsMax: settings.FIELDS_MAX,
  stepsMax: settings.STEPS_MAX,
  costMax: settings.COST_MAX,
  listSizeMax: settings.LIST_SIZE_MAX,
});

const subgraphsOf = (settings: Settings, env: NodeJS.ProcessEnv): SubgraphsConfig => {
  const parsedTimeouts = z.record(z.string(), integer(1)).safeParse(perSubgraph(env, 'TIMEOUT_MS'));
  if (!parsedTimeouts.success)
    throw new ConfigError('SUBGRAPH_<NAME>_TIMEOUT_MS must be a whole number of milliseconds');
  const subscriptionUrls = perSubgraph(env, 'SUBSCRIPTION_URL');
  const urls = Object.fromEntries(
    Object.entries(perSubgraph(env, 'URL')).filter(([name]) => !name.endsWith('_SUBSCRIPTION')),
  );
  for (const [name, value] of Object.entries({ ...urls, ...subscriptionUrls }))
    if (!URL.canParse(value)) throw new ConfigError(`The URL of subgraph ${name} is not a URL: "${value}"`);
  return {
    urls,
    subscriptionUrls,
    timeoutsMs: parsedTimeouts.data,
    defaults: {
      timeoutMs: settings.SUBGRAPH_TIMEOUT_MS,
      connectionsMax: settings.SUBGRAPH_CONNECTIONS_MAX,
      queueMax: settings.SUBGRAPH_QUEUE_MAX,
      circuit: {
        requestsMin: settings.CIRCUIT_REQUESTS_MIN,
        failureRatio: settings.CIRCUIT_FAILURE_RATIO,
        windowMs: settings.CIRCUIT_WINDOW_MS,
        openMs: settings.CIRCUIT_OPEN_MS,
      },
    },
  };
};

/** Reads the environment. Throws a ConfigError that names the variable. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): GatewayConfig => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schemaFor(env['NODE_ENV'] === 'production').safeParse(given);
  const subscriptions = subscriptionSettings.safeParse(given);
  if (!parsed.success || !subscriptions.success) {
    const issues = [...(parsed.error?.issues ?? []), ...(subscriptions.error?.issues ?? [])];
    throw new ConfigError(issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  }
  const settings = parsed.data;
  if (settings.SAFELIST && settings.PERSISTED_OPERATIONS_FILE === undefined)
    throw new ConfigError('SAFELIST=on needs PERSISTED_OPERATIONS_FILE');
  return {
    supergraphFile: settings.SUPERGRAPH_FILE,
    http: {
      host: settings.HOST,
      port: settings.PORT,
      metricsPort: settings.METRICS_PORT,
      bodyBytesMax: settings.BODY_BYTES_MAX,
      origins: settings.CORS_ORIGINS,
    },
    identity: identityOf(settings),
    forwardHeaders: settings.FORWARD_HEADERS?.map((name) => name.toLowerCase()),
    limits: limitsOf(settings),
    cacheBytesMax: settings.CACHE_BYTES_MAX,
    introspection: settings.INTROSPECTION,
    errorMasking: settings.ERROR_MASKING,
    persisted: { manifestFile: settings.PERSISTED_OPERATIONS_FILE, safelist: settings.SAFELIST },
    strict: settings.STRICT_SUPERGRAPH,
    requestTimeoutMs: settings.REQUEST_TIMEOUT_MS,
    subgraphs: subgraphsOf(settings, env),
    subscriptions: subscriptions.data,
    pages: { enabled: settings.PAGES, token: settings.SANDBOX_TOKEN, operation: settings.SANDBOX_OPERATION },
    logLevel: settings.LOG_LEVEL,
    tracesEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
};
