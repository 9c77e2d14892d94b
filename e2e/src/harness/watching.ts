import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { GatewayClient } from './gateway-client';

export type Transport = 'graphql-transport-ws' | 'graphql-sse';

/** A live subscription and all that it has said so far. */
export interface Watch<Data> {
  readonly seen: readonly Data[];
  readonly errors: readonly unknown[];
  readonly ended: () => boolean;
  stop(): Promise<void>;
}

interface Recording<Data> {
  readonly seen: Data[];
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
    if (data !== null && data !== undefined) recording.seen.push(data);
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

/** Subscribes through the gateway and records every event until `stop`. */
export const watch = <Data extends object>(
  client: GatewayClient,
  operation: { readonly query: string; readonly variables?: Record<string, unknown> },
  transport: Transport = 'graphql-transport-ws',
): Watch<Data> => {
  const recording: Recording<Data> = { seen: [], errors: [], ended: false };
  const source = transport === 'graphql-sse' ? overSse(client) : overWebSocket(client);
  const unsubscribe = source.subscribe<Data>(operation, sinkOf(recording));
  return {
    seen: recording.seen,
    errors: recording.errors,
    ended: () => recording.ended,
    stop: async () => {
      unsubscribe();
      await source.dispose();
    },
  };
};
