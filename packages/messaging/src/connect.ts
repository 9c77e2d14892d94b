import { isIPv6 } from 'node:net';
import type { Logger } from '@oms/telemetry';
import { firstConnection, STARTUP_TIMEOUT_MS } from '@oms/workers';
import { connect, ErrorCode, type JetStreamManager, NatsError, type NatsConnection } from 'nats';
import { reasonOf } from './error-text';

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
/** Of each request to JetStream. */
export const REQUEST_MS = 2_000;
const RECONNECT_WAIT_MS = 100;
const PING_MS = 5_000;
const PINGS_MISSED_MAX = 2;

export interface Connected {
  readonly nc: NatsConnection;
  readonly jsm: JetStreamManager;
}

const withoutPassword = (url: string): string => url.replace(/\/\/[^@/]*@/g, '//');

/** Without these a stream cannot carry a log: its metadata, and the sequence of its first message. */
const OLDEST = [2, 10] as const;

/** The server cannot do what the event log needs. Waiting does not change that. */
class ServerTooOld extends Error {
  override readonly name = 'ServerTooOld';
}

const isTooOld = (version: string): boolean => {
  const [major = NaN, minor = NaN] = version.split('.').map(Number);
  return !(major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]));
};

/** `version`: as the server reports it, such as `2.10.4`; one that cannot be read counts as too old. @throws {ServerTooOld} */
const assertRecentEnough = (version: string): void => {
  if (isTooOld(version)) throw new ServerTooOld(`nats-server ${version}, and ${OLDEST.join('.')} or later is needed`);
};

/** Failures while a server starts, or while there is no route to it yet. A wrong password is none of them. */
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

/** The server answers, but not to a request to JetStream. */
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

/** Waits while the server may be starting. @throws {Error} with one line: what is wrong and what to do. */
export const openAtStartup = async (config: BrokerConfig): Promise<Connected> => {
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
