import { randomUUID } from 'node:crypto';
import type { VerifiedActor } from '@oms/auth';
import { type Context, type Envelope, type EventContract, subjectsOf } from '@oms/contracts';
import { connectBroker } from '@oms/messaging';
import { envelopeOf, playedLog, type PlayedLog, type TestEvent } from '@oms/messaging/testing';
import { createLogger, createMetrics } from '@oms/telemetry';
import { isolatedNats, testServers } from '@oms/testing';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { composeOrders } from '../composition';
import type { Patience } from '../domain/checkout/checkout';
import { patience } from '../domain/testing/given';

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

interface AskedOfOrders {
  readonly who: string | undefined;
  readonly query: string;
  readonly variables: object;
  readonly headers: Readonly<Record<string, string>>;
}

/** What another context says about an order, by the contract. */
export interface Said<Data> extends TestEvent<Data> {
  readonly contract: EventContract<Data>;
}

const logger = createLogger({ name: 'orders', level: 'silent' });
const HOUR_SECONDS = 3_600;

/** A token is the caller's name, and `olga` operates. */
const verifier = {
  verify: (authorization: string | undefined): Promise<VerifiedActor | undefined> => {
    const subject = authorization?.replace('Bearer ', '');
    if (subject === undefined) return Promise.resolve(undefined);
    const scopes = new Set(subject === 'olga' ? ['orders:operate'] : []);
    return Promise.resolve({ id: subject, scopes, expiresAt: Date.now() + HOUR_SECONDS * 1_000, token: subject });
  },
};

type Others = Readonly<Record<Exclude<Context, 'orders'>, PlayedLog>>;

const publish = async (others: Others, event: Envelope, context: Context): Promise<Envelope> => {
  if (context === 'orders') throw new Error('Orders is not played: it publishes its own events.');
  await others[context].publish([event]);
  return event;
};

/** Orders as it is in production, on a PostgreSQL and a NATS of its own; the test plays the other contexts. */
export const servedOrders = async (changes: Partial<Patience> = {}) => {
  const servers = await testServers(['orders']);
  const nats = await isolatedNats();
  const config = {
    logLevel: 'silent',
    otlpEndpoint: undefined,
    http: { host: '127.0.0.1', port: 0 },
    identity: { jwksUrl: 'http://127.0.0.1:1', issuer: 'nobody', audience: 'oms' },
    startupTimeoutMs: 60_000,
    database: servers.schemas.orders,
    messaging: {
      broker: { url: nats.url, replicas: 1 },
      retry: { attemptsMax: 2, backoffMs: 5, backoffMaxMs: 10 },
      partitions: 1 as const,
    },
    patience: { ...patience, ...changes },
  };
  const service = await composeOrders(config, { logger, metrics: createMetrics({ service: 'orders' }), verifier });
  const broker = await connectBroker({ url: nats.url, name: 'the other contexts', logger });
  const others: Others = {
    inventory: await playedLog(broker, 'inventory'),
    payments: await playedLog(broker, 'payments'),
    notifications: await playedLog(broker, 'notifications'),
  };
  const published: Envelope[] = [];
  broker.nc.subscribe(subjectsOf('orders'), {
    callback: (_error, message) => published.push(message.json()),
  });
  await broker.nc.flush();
  await service.start();

  const send = async ({ who, query, variables, headers: given }: AskedOfOrders): Promise<Answer> => {
    const headers = {
      ...given,
      'content-type': 'application/json',
      'x-correlation-id': randomUUID(),
      ...(who !== undefined && { authorization: `Bearer ${who}` }),
    };
    const response = await fetch(service.url(), {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  const ask = (who: string | undefined, query: string, variables: object = {}): Promise<Answer> =>
    send({ who, query, variables, headers: {} });

  const watch = (who: string, query: string, variables: Record<string, unknown>) => {
    const client = createClient({
      url: service.url().replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${who}` },
      retryAttempts: 0,
    });
    const events: unknown[] = [];
    client.subscribe(
      { query, variables },
      {
        next: (event) => events.push(event),
        error: (error) => events.push(error),
        complete: () => events.push('over'),
      },
    );
    return { events, leave: () => client.dispose() };
  };

  return {
    ask,
    send,
    watch,
    /** What orders said about an order, as it was published. */
    said: (orderId: string) => published.filter(({ orderid }) => orderid === orderId),
    publishedBy: (type: string) => published.filter((event) => event.type === type),
    say: <Data>({ contract, ...event }: Said<Data>) => publish(others, envelopeOf(contract, event), contract.context),
    metrics: async () => (await fetch(new URL('/metrics', service.url()))).text(),
    adminUrl: servers.adminUrl,
    rowCount: servers.rowCount,
    nats,
    stop: async () => {
      await service.stop();
      await broker.drain();
      await nats.remove();
      await servers.drop();
    },
  };
};

export type ServedOrders = Awaited<ReturnType<typeof servedOrders>>;
