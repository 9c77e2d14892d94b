import WebSocket from 'ws';
import { createClient, type Client } from 'graphql-ws';
import type { Identity } from '../../execution/prepared-operation';
import {
  eventOf,
  FIRST_CONNECTS_MAX,
  RECONNECT,
  waitForRetry,
  payloadOf,
  type UpstreamFailure,
  type UpstreamListener,
  type UpstreamRequest,
} from './upstream';

const PING_EVERY_MS = 15_000;
const PONG_WAIT_MS = 5_000;
const HANDSHAKE_WAIT_MS = 5_000;
const ACK_WAIT_MS = 5_000;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/** Unauthorized and forbidden: trying again with the same token is of no use. */
const REFUSALS: readonly unknown[] = [4401, 4403];
/** With which graphql-ws closes a socket that was terminated. */
const TERMINATED = 4499;

/** One socket to one subgraph in one identity's name. It opens with the first subscription and closes with the last. */
export interface WebSocketConnection {
  subscribe(request: UpstreamRequest, listener: UpstreamListener): () => void;
}

export const webSocketConnection = (url: string, identity: Identity, onUnused: () => void): WebSocketConnection => {
  const listeners = new Set<UpstreamListener>();
  let connected = false;
  const client = clientFor(url, identity, (now) => {
    connected = now;
    if (now) for (const listener of listeners) listener.asked();
  });

  const subscribe = (request: UpstreamRequest, listener: UpstreamListener): (() => void) => {
    listeners.add(listener);
    /** True once, for what ends the subscription: the client still reports a completion after we stopped. */
    const leave = (): boolean => {
      if (!listeners.delete(listener)) return false;
      if (listeners.size === 0) onUnused();
      return true;
    };
    const stop = client.subscribe(payloadOf(request), {
      next: (answer) => {
        if (listeners.has(listener)) listener.event(eventOf(answer, request.subgraph.name));
      },
      error: (error) => {
        if (leave()) listener.failed(failureOf(error));
      },
      complete: () => {
        if (leave()) listener.ended();
      },
    });
    // By then the client has sent the operation, if it was connected.
    setImmediate(() => {
      if (connected && listeners.has(listener)) listener.asked();
    });
    return () => {
      if (leave()) stop();
    };
  };

  return { subscribe };
};

const clientFor = (url: string, identity: Identity, onConnected: (connected: boolean) => void): Client => {
  let reached = false;
  let attempts = 0;
  let operations = 0;
  let pongDue: NodeJS.Timeout | undefined;

  const client: Client = createClient({
    url,
    webSocketImpl: webSocketWith(identity.headers),
    connectionParams: { ...identity.headers },
    connectionAckWaitTimeout: ACK_WAIT_MS,
    keepAlive: PING_EVERY_MS,
    generateID: () => (++operations).toString(),
    retryAttempts: RECONNECT.attemptsMax - 1,
    retryWait: waitForRetry,
    shouldRetry: (reason) => !isRefusal(reason) && (reached || attempts < FIRST_CONNECTS_MAX),
    on: {
      connecting: () => attempts++,
      connected: () => {
        reached = true;
        onConnected(true);
      },
      // A peer that vanished without closing leaves a socket that looks open: only a missing pong shows it.
      ping: (received) => {
        if (!received)
          pongDue = setTimeout(() => {
            client.terminate();
          }, PONG_WAIT_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongDue);
      },
      closed: () => {
        clearTimeout(pongDue);
        onConnected(false);
      },
    },
  });
  return client;
};

/** graphql-ws makes its sockets itself, from an address and a subprotocol alone; the rest is bound here. */
const webSocketWith = (headers: Readonly<Record<string, string>>) =>
  class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, {
        headers: { ...headers },
        perMessageDeflate: false,
        maxPayload: ANSWER_BYTES_MAX,
        handshakeTimeout: HANDSHAKE_WAIT_MS,
      });
    }

    /**
     * A peer that does not answer will not answer a close frame either. What it sent all the same, and comes when the
     * subscriptions go on by another socket, would be taken for an answer to them: they keep their ids.
     */
    override close(code?: number, reason?: string): void {
      if (code === TERMINATED) this.terminate();
      else super.close(code, reason);
    }
  };

const failureOf = (error: unknown): UpstreamFailure => {
  if (Array.isArray(error)) return { kind: 'errors', errors: error };
  return isRefusal(error) ? { kind: 'refused' } : { kind: 'lost', detail: describe(error) };
};

const isRefusal = (reason: unknown): boolean => REFUSALS.includes(codeOf(reason));

const codeOf = (reason: unknown): unknown =>
  typeof reason === 'object' && reason !== null && 'code' in reason ? reason.code : undefined;

const describe = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('message' in error && typeof error.message === 'string') return error.message;
  if ('reason' in error && typeof error.reason === 'string')
    return `closed with ${String(codeOf(error))} ${error.reason}`;
  return 'connection failed';
};
