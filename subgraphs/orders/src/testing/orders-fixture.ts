import { randomUUID } from 'node:crypto';
import type { VerifiedActor } from '@oms/auth';
import { type Context, defineEvent, type Envelope, type EventContract, subjectsOf } from '@oms/contracts';
import { connectBroker } from '@oms/messaging';
import { envelopeOf, playedLog, type PlayedLog, type TestEvent } from '@oms/messaging/testing';
import { createLogger, createMetrics } from '@oms/telemetry';
import { isolatedNats, testServers } from '@oms/testing';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { z } from 'zod';
import { composeOrders } from '../composition';
import type { CheckoutTimeouts } from '../domain/checkout/checkout';
import { timeouts } from '../domain/testing/fixtures';

/** What another version of inventory might publish: its data is not what the contract promises. */
export const unreadableEvent = defineEvent({
  context: 'inventory',
  name: 'stock-reserved',
  version: 1,
  aggregateType: 'Reservation',
  description: 'Of tests only.',
  data: z.object({}),
});

export interface GraphQLResponse {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

interface GraphQLRequest {
  readonly who: string | undefined;
  readonly query: string;
  readonly variables: object;
  readonly headers: Readonly<Record<string, string>>;
}

/** An event of another context, by the contract. */
interface ParticipantEvent<Data> extends TestEvent<Data> {
  readonly contract: EventContract<Data>;
}

const logger = createLogger({ name: 'orders', level: 'silent' });
const HOUR_SECONDS = 3_600;

/** A token is the actor's id, and `olga` is an operator. */
const verifier = {
  verify: (authorization: string | undefined): Promise<VerifiedActor | undefined> => {
    const subject = authorization?.replace('Bearer ', '');
    if (subject === undefined) return Promise.resolve(undefined);
    const scopes = new Set(subject === 'olga' ? ['orders:operate'] : []);
    return Promise.resolve({ id: subject, scopes, expiresAt: Date.now() + HOUR_SECONDS * 1_000, token: subject });
  },
};

type Logs = Readonly<Record<Exclude<Context, 'orders'>, PlayedLog>>;

const publishIn = async (logs: Logs, event: Envelope, context: Context): Promise<Envelope> => {
  if (context === 'orders') throw new Error('Orders publishes its own events.');
  await logs[context].publish([event]);
  return event;
};

/** Orders as in production, with a schema in PostgreSQL and a NATS of its own; the test publishes the events of the other contexts. */
export const ordersFixture = async (changes: Partial<CheckoutTimeouts> = {}) => {
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
    timeouts: { ...timeouts, ...changes },
  };
  const service = await composeOrders(config, { logger, metrics: createMetrics({ service: 'orders' }), verifier });
  const broker = await connectBroker({ url: nats.url, name: 'the other contexts', logger });
  const logs: Logs = {
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

  const send = async ({ who, query, variables, headers: given }: GraphQLRequest): Promise<GraphQLResponse> => {
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
    return (await response.json()) as GraphQLResponse;
  };
  const request = (who: string | undefined, query: string, variables: object = {}): Promise<GraphQLResponse> =>
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
        complete: () => events.push('completed'),
      },
    );
    return { events, leave: () => client.dispose() };
  };

  return {
    request,
    send,
    watch,
    /** What orders published about an order. */
    publishedAbout: (orderId: string) => published.filter(({ orderid }) => orderid === orderId),
    publish: <Data>({ contract, ...event }: ParticipantEvent<Data>) =>
      publishIn(logs, envelopeOf(contract, event), contract.context),
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

export type OrdersFixture = Awaited<ReturnType<typeof ordersFixture>>;
