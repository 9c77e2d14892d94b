import { isIPv6 } from 'node:net';
import type { Logger } from '@oms/telemetry';
import { connect, Events, type JetStreamClient, type JetStreamManager, type NatsConnection } from 'nats';
import { reasonOf } from './reason';

/** The connection of a process to NATS. It reconnects for ever; what is published meanwhile waits in the outbox. */
export interface Broker {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** How many servers keep each message: 1 in development, 3 in production. */
  readonly replicas: number;
  /** Whether it is connected now. A service is ready without it, because the outbox absorbs the outage. */
  ready(): boolean;
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
}

const CONNECT_MS = 2_000;
const REQUEST_MS = 2_000;
const RECONNECT_WAIT_MS = 100;
const PING_MS = 5_000;
const PINGS_MISSED_MAX = 2;
const DRAIN_MS = 2_000;

const withoutPassword = (url: string): string => url.replace(/\/\/[^@/]*@/g, '//');

const open = async ({ url, name }: BrokerConfig): Promise<NatsConnection> =>
  connect({
    servers: url.split(',').map((server) => (isIPv6(server) ? `[${server}]` : server.trim())),
    name,
    timeout: CONNECT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    pingInterval: PING_MS,
    maxPingOut: PINGS_MISSED_MAX,
    // A stack trace for each request costs more than the request.
    noAsyncTraces: true,
  });

const watch = (nc: NatsConnection, logger: Logger, listeners: ReadonlySet<() => void>): { connected: boolean } => {
  const state = { connected: true };
  const follow = async (): Promise<void> => {
    for await (const { type } of nc.status()) {
      if (type === Events.Disconnect) {
        if (state.connected) logger.warn('disconnected from NATS; events wait in the outbox');
        state.connected = false;
      }
      if (type === Events.Reconnect) {
        logger.info('connected to NATS again');
        state.connected = true;
        for (const listener of listeners) listener();
      }
    }
  };
  void follow().catch((error: unknown) => {
    logger.error({ reason: reasonOf(error) }, 'the connection to NATS is no longer watched');
  });
  void nc.closed().then((error) => {
    state.connected = false;
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
  const nc = await open(config).catch((error: unknown) => {
    throw new Error(
      `Cannot reach NATS at ${withoutPassword(config.url)}: ${reasonOf(error)}. Start it, or set NATS_URL to one that is running.`,
    );
  });
  const listeners = new Set<() => void>();
  const state = watch(nc, config.logger, listeners);
  const jsm = await nc.jetstreamManager({ timeout: REQUEST_MS }).catch(async (error: unknown) => {
    await nc.close();
    throw new Error(
      `NATS at ${withoutPassword(config.url)} has no JetStream: ${reasonOf(error)}. Start nats-server with --jetstream.`,
    );
  });
  return {
    nc,
    js: nc.jetstream({ timeout: REQUEST_MS }),
    jsm,
    replicas: config.replicas ?? 1,
    ready: () => state.connected && !nc.isClosed(),
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
