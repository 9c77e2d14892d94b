import type { Logger } from '@oms/telemetry';
import { Events, type JetStreamClient, type JetStreamManager, type NatsConnection } from 'nats';
import { type BrokerConfig, openAtStartup, REQUEST_MS } from './connect';
import { reasonOf } from './error-text';
import { type HealthRecord, healthOf } from './health';

/** The connection of a process to NATS. It reconnects for ever; events recorded meanwhile wait in the log. */
export interface Broker {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** How many servers keep each message: 1 in development, 3 in production. */
  readonly replicas: number;
  /** Whether it is connected now. A service is ready without it: events wait in its log until it is connected again. */
  ready(): boolean;
  /** Why it has not been connected for longer than it may, or undefined: for readiness. */
  failure(): string | undefined;
  /** The listener is called after each reconnect. Returns how to unsubscribe. */
  onReconnect(listener: () => void): () => void;
  /** Sends what is still to be sent, and closes. */
  drain(): Promise<void>;
}

const DRAIN_MS = 2_000;

interface Watched {
  connected: boolean;
  readonly health: HealthRecord;
}

const watch = (nc: NatsConnection, logger: Logger, listeners: ReadonlySet<() => void>): Watched => {
  const state = { connected: true, health: healthOf() };
  const follow = async (): Promise<void> => {
    for await (const { type } of nc.status()) {
      if (type === Events.Disconnect) {
        if (state.connected) logger.warn('disconnected from NATS; events wait in the log');
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

/** @throws {Error} with a message of one line: what is wrong and what to do. */
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
