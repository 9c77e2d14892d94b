import { once } from 'node:events';
import { createClient as createEventStreamClient } from 'graphql-sse';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { eventually } from '@oms/testing';
import type { TestGateway } from '../../testing/test-gateway';

/** What one subscriber has got so far. */
export interface Received {
  readonly events: Record<string, unknown>[];
  /** Undefined until it is over. */
  outcome: 'completed' | { readonly errors: unknown } | undefined;
  leave(): void;
}

export const webSocketClient = (gateway: TestGateway, authorization?: string): Client =>
  createClient({
    url: gateway.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: authorization === undefined ? {} : { authorization },
  });

export const subscribe = (client: Client, query: string, variables: Record<string, unknown> = {}): Received => {
  const received: Received = { events: [], outcome: undefined, leave: () => undefined };
  received.leave = client.subscribe({ query, variables }, sinkOf(received));
  return received;
};

export const subscribeByEvents = (gateway: TestGateway, query: string, authorization?: string): Received => {
  const received: Received = { events: [], outcome: undefined, leave: () => undefined };
  const headers = authorization === undefined ? {} : { authorization };
  const client = createEventStreamClient({ url: gateway.url, headers, retryAttempts: 0 });
  received.leave = client.subscribe({ query }, sinkOf(received));
  return received;
};

const sinkOf = (received: Received) => ({
  next: (event: object) => {
    received.events.push({ ...event });
  },
  error: (errors: unknown) => {
    received.outcome = { errors };
  },
  complete: () => {
    received.outcome ??= 'completed';
  },
});

/** A socket without a library between, for what no library would do. */
export interface RawSocket {
  readonly socket: WebSocket;
  readonly messages: Record<string, unknown>[];
  send(message: unknown): void;
  /** How it was closed. */
  closed(): Promise<{ readonly code: number; readonly reason: string }>;
}

export interface Handshake {
  /** Empty for none. */
  readonly protocol?: string;
  readonly headers?: Record<string, string>;
}

export const rawSocket = async (
  gateway: TestGateway,
  { protocol = 'graphql-transport-ws', headers = {} }: Handshake = {},
): Promise<RawSocket> => {
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), protocol === '' ? [] : protocol, { headers });
  const messages: Record<string, unknown>[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Record<string, unknown>));
  const closed = once(socket, 'close').then(([code, reason]: unknown[]) => ({
    code: Number(code),
    reason: String(reason),
  }));
  await once(socket, 'open');
  return {
    socket,
    messages,
    send: (message) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    closed: () => closed,
  };
};

/** A socket that is ready for operations; `messages` is empty. */
export const acknowledgedSocket = async (gateway: TestGateway, payload?: object): Promise<RawSocket> => {
  const opened = await rawSocket(gateway);
  opened.send({ type: 'connection_init', payload });
  await eventually(() => {
    expect(opened.messages).toEqual([{ type: 'connection_ack' }]);
  });
  opened.messages.length = 0;
  return opened;
};

export const subscribeMessage = (id: string, query: string, rest: object = {}): object => ({
  id,
  type: 'subscribe',
  payload: { query, ...rest },
});
