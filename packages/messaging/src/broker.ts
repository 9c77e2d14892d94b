import { isIPv6 } from 'node:net';
import {
  connect,
  ErrorCode,
  Events,
  NatsError,
  type JetStreamClient,
  type JetStreamManager,
  type NatsConnection,
} from 'nats';
import type { Logger } from '@oms/telemetry';
import { firstConnection, STARTUP_TIMEOUT_MS } from '@oms/workers';
import { type HealthRecord, healthOf } from './health';
import { reasonOf } from './reason';
import { assertRecentEnough, ServerTooOld } from './server-version';

/** The connection of a process to NATS. It reconnects for ever; what is published meanwhile waits in the outbox. */
export interface Broker {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** How many servers keep each message: 1 in development, 3 in production. */
  readonly replicas: number;
  /** Whether it is connected now. A service is ready without it, because the outbox absorbs the outage. */
  ready(): boolean;
  /** Why it has not been connected for longer than it may, or undefined: for readiness. */
  failure(): string | undefined;
  /** The listener is called after each reconnect. Returns how to unsubscribe. */
  onReconnect(listener: () => void): () => void;
  /** Sends what is still to be sent, and closes. */
  drain(): Promise<void>;
}

export interface BrokerConfig {
  /** `nats://host:port`, or several, separated by commas. */
  readonly url: string;
  /** What the server's monitoring shows. */
  readonly name: string;
  readonly replicas?: number;
  readonly logger: Logger;
  /** How long a server that does not answer yet is waited for at the start. Default: 60 s. */
  readonly startupTimeoutMs?: number;
}

const MS_PER_S = 1_000;
/** Of each attempt, the first as well as those to reconnect: a machine under load answers late. */
const CONNECT_MS = 5_000;
const REQUEST_MS = 2_000;
const RECONNECT_WAIT_MS = 100;
const PING_MS = 5_000;
const PINGS_MISSED_MAX = 2;
const DRAIN_MS = 2_000;

interface Connected {
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
}

const withoutPassword = (url: string): string => url.replace(/\/\/[^@/]*@/g, '//');

/** What a server that is starting, or a way to it that is not there yet, looks like; a wrong password is none of these. */
const TRANSIENT = new Set<string>([
  ErrorCode.ConnectionRefused,
  ErrorCode.ConnectionTimeout,
  ErrorCode.ConnectionClosed,
  ErrorCode.Disconnect,
  ErrorCode.Timeout,
  ErrorCode.AuthenticationTimeout,
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** Of a cluster that has no leader yet. */
const JETSTREAM_UNAVAILABLE = 10_008;

const isTransient = (error: unknown): boolean =>
  error instanceof Error &&
  ((error instanceof NatsError && error.api_error?.err_code === JETSTREAM_UNAVAILABLE) ||
    ('code' in error && typeof error.code === 'string' && TRANSIENT.has(error.code)));

/** The server is there; what it lacks is JetStream. */
class JetStreamFailure extends Error {
  override readonly name = 'JetStreamFailure';
}

const open = async ({ url, name }: BrokerConfig, attemptMs: number): Promise<Connected> => {
  const nc = await connect({
    servers: url.split(',').map((server) => (isIPv6(server) ? `[${server}]` : server.trim())),
    name,
    timeout: Math.min(attemptMs, CONNECT_MS),
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    pingInterval: PING_MS,
    maxPingOut: PINGS_MISSED_MAX,
    // A stack trace for each request costs more than the request.
    noAsyncTraces: true,
  });
  try {
    assertRecentEnough(nc.info?.version ?? 'of an unknown version');
    return { nc, jsm: await nc.jetstreamManager({ timeout: REQUEST_MS }) };
  } catch (cause) {
    await nc.close();
    throw cause instanceof ServerTooOld ? cause : new JetStreamFailure('JetStream does not answer.', { cause });
  }
};

/** What to do about it, in one line. */
const failureAt = (place: string, error: unknown, reason: string): string => {
  if (error instanceof ServerTooOld) return `NATS at ${place} is too old: ${reason}. Upgrade it.`;
  if (error instanceof JetStreamFailure)
    return `NATS at ${place} has no JetStream: ${reason}. Start nats-server with --jetstream.`;
  return `Cannot reach NATS at ${place}: ${reason}. Start it, or set NATS_URL to one that is running.`;
};

/** Waits while the server may be starting. @throws {Error} with one line that says what is wrong and what to do. */
const openAtStartup = async (config: BrokerConfig): Promise<Connected> => {
  const place = withoutPassword(config.url);
  const beganAt = performance.now();
  const causeOf = (error: unknown): unknown => (error instanceof JetStreamFailure ? error.cause : error);
  try {
    return await firstConnection({
      connect: (attemptMs) => open(config, attemptMs),
      isTransient: (error) => isTransient(causeOf(error)),
      timeoutMs: config.startupTimeoutMs ?? STARTUP_TIMEOUT_MS,
      onWaiting: ({ error, waitedMs, leftMs }) => {
        config.logger.warn({ place, reason: reasonOf(causeOf(error)), waitedMs, leftMs }, 'waiting for NATS');
      },
    });
  } catch (error) {
    const cause = causeOf(error);
    const waited = ((performance.now() - beganAt) / MS_PER_S).toFixed(1);
    const reason = isTransient(cause) ? `${reasonOf(cause)} (waited ${waited} s)` : reasonOf(cause);
    throw new Error(failureAt(place, error, reason), { cause });
  }
};

interface Watched {
  connected: boolean;
  readonly health: HealthRecord;
}

const watch = (nc: NatsConnection, logger: Logger, listeners: ReadonlySet<() => void>): Watched => {
  const state = { connected: true, health: healthOf() };
  const follow = async (): Promise<void> => {
    for await (const { type } of nc.status()) {
      if (type === Events.Disconnect) {
        if (state.connected) logger.warn('disconnected from NATS; events wait in the outbox');
        state.connected = false;
        state.health.fail('not connected to NATS');
      }
      if (type === Events.Reconnect) {
        logger.info('connected to NATS again');
        state.connected = true;
        state.health.succeed();
        for (const listener of listeners) listener();
      }
    }
  };
  void follow().catch((error: unknown) => {
    logger.error({ reason: reasonOf(error) }, 'the connection to NATS is no longer watched');
  });
  void nc.closed().then((error) => {
    state.connected = false;
    state.health.fail('the connection to NATS was closed');
    if (error !== undefined) logger.error({ reason: reasonOf(error) }, 'the connection to NATS was closed for good');
  });
  return state;
};

const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
};

/** @throws {Error} with a message of one line that says what is wrong and what to do. */
export const connectBroker = async (config: BrokerConfig): Promise<Broker> => {
  const { nc, jsm } = await openAtStartup(config);
  const listeners = new Set<() => void>();
  const state = watch(nc, config.logger, listeners);
  return {
    nc,
    js: nc.jetstream({ timeout: REQUEST_MS }),
    jsm,
    replicas: config.replicas ?? 1,
    ready: () => state.connected && !nc.isClosed(),
    failure: () => state.health.failure(),
    onReconnect: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    drain: async () => {
      if (nc.isClosed()) return;
      if (state.connected) await within(DRAIN_MS, nc.drain());
      if (!nc.isClosed()) await within(DRAIN_MS, nc.close());
    },
  };
};
