import { randomUUID } from 'node:crypto';
import type { Caller } from '@oms/auth';
import { type Envelope, type EventContract, subjectsOf } from '@oms/contracts';
import { newId } from '@oms/database';
import { type Broker, connectBroker } from '@oms/messaging';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually, isolatedNats, testServers } from '@oms/testing';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { composeOrders } from '../composition';
import type { Patience } from '../domain/checkout/checkout';
import { patience } from '../domain/testing/given';

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

/** What another context says about an order, by the contract. */
export interface Said<Data> {
  readonly contract: EventContract<Data>;
  readonly orderId?: string;
  readonly subject?: string;
  readonly sequence?: number;
  readonly data: Data;
}

const logger = createLogger({ name: 'orders', level: 'silent' });
const HOUR_SECONDS = 3_600;

/** A token is the caller's name, and `olga` operates. */
const verifier = {
  verify: (authorization: string | undefined): Promise<Caller | undefined> => {
    const subject = authorization?.replace('Bearer ', '');
    if (subject === undefined) return Promise.resolve(undefined);
    const scopes = new Set(subject === 'olga' ? ['orders:operate'] : []);
    return Promise.resolve({ subject, scopes, expiresAt: Date.now() / 1_000 + HOUR_SECONDS, token: subject });
  },
};

const publish = async <Data>(broker: Broker, said: Said<Data>): Promise<Envelope> => {
  const { contract, orderId, data } = said;
  const id = newId();
  const event: Envelope = {
    specversion: '1.0',
    id,
    source: `/${contract.context}`,
    type: contract.type,
    subject: said.subject ?? orderId ?? id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    aggregatetype: contract.aggregateType,
    sequence: said.sequence ?? 1,
    ...(orderId !== undefined && { orderid: orderId }),
    correlationid: 'a-correlation',
    schemaversion: contract.schemaVersion,
    data,
  };
  // Consumers make the streams that they hear, when they get to it.
  await eventually(() => broker.js.publish(contract.subject, JSON.stringify(event), { msgID: id }));
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
    database: servers.schemas.orders,
    natsUrl: nats.url,
    patience: { ...patience, ...changes },
    retry: { attemptsMax: 2, backoffMs: 5, backoffMaxMs: 10 },
  };
  const service = await composeOrders(config, { logger, metrics: createMetrics({ service: 'orders' }), verifier });
  const others = await connectBroker({ url: nats.url, name: 'the other contexts', logger });
  const published: Envelope[] = [];
  others.nc.subscribe(subjectsOf('orders'), {
    callback: (_error, message) => published.push(message.json()),
  });
  await others.nc.flush();
  await service.start();

  const ask = async (who: string | undefined, query: string, variables: object = {}): Promise<Answer> => {
    const headers = {
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
    watch,
    /** What orders said about an order, as it was published. */
    said: (orderId: string) => published.filter(({ orderid }) => orderid === orderId),
    publishedBy: (type: string) => published.filter((event) => event.type === type),
    say: <Data>(said: Said<Data>) => publish(others, said),
    sayRaw: (subject: string, text: string) => eventually(() => others.js.publish(subject, text)),
    metrics: async () => (await fetch(new URL('/metrics', service.url()))).text(),
    adminUrl: servers.adminUrl,
    nats,
    stop: async () => {
      await service.stop();
      await others.drain();
      await nats.remove();
      await servers.drop();
    },
  };
};

export type ServedOrders = Awaited<ReturnType<typeof servedOrders>>;
