import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { GatewayClient } from './gateway-client';

export type Transport = 'graphql-transport-ws' | 'graphql-sse';

/** A running subscription and the events that it has received. */
export interface TestSubscription<Data> {
  readonly events: readonly Data[];
  readonly errors: readonly unknown[];
  readonly ended: () => boolean;
  stop(): Promise<void>;
}

interface Recording<Data> {
  readonly events: Data[];
  readonly errors: unknown[];
  ended: boolean;
}

interface Result<Data> {
  readonly data?: Data | null | undefined;
  readonly errors?: readonly unknown[] | undefined;
}

const sinkOf = <Data>(recording: Recording<Data>) => ({
  next: ({ data, errors }: Result<Data>): void => {
    if (errors !== undefined) recording.errors.push(...errors);
    if (data !== null && data !== undefined) recording.events.push(data);
  },
  error: (error: unknown): void => {
    recording.errors.push(error);
    recording.ended = true;
  },
  complete: (): void => {
    recording.ended = true;
  },
});

const overWebSocket = ({ url, token }: GatewayClient) =>
  createWsClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
  });

const overSse = ({ url, token }: GatewayClient) =>
  createSseClient({
    url,
    retryAttempts: 0,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });

/** Subscribes at the gateway and records every event until `stop`. */
export const subscribe = <Data extends object>(
  client: GatewayClient,
  operation: { readonly query: string; readonly variables?: Record<string, unknown> },
  transport: Transport = 'graphql-transport-ws',
): TestSubscription<Data> => {
  const recording: Recording<Data> = { events: [], errors: [], ended: false };
  const source = transport === 'graphql-sse' ? overSse(client) : overWebSocket(client);
  const unsubscribe = source.subscribe<Data>(operation, sinkOf(recording));
  return {
    events: recording.events,
    errors: recording.errors,
    ended: () => recording.ended,
    stop: async () => {
      unsubscribe();
      await source.dispose();
    },
  };
};
