import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What the HTTP server leaves to subscriptions. */
export interface SubscriptionTransports {
  /** A WebSocket handshake on a GraphQL path. Owns the socket from here on. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * A request on a GraphQL path that is to be answered with `text/event-stream`; CSRF was checked. Its body is unread, unless
   * what it said is given. Owns the response.
   */
  eventStream(request: IncomingMessage, response: ServerResponse, body?: unknown): Promise<void>;
  /** Ends every stream (1001 on sockets) and resolves when none is left. Called once, after the server took its last request. */
  stop(): Promise<void>;
}
