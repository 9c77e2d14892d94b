import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What the HTTP server leaves to subscriptions. */
export interface SubscriptionTransports {
  /** A WebSocket handshake on a GraphQL path. Owns the socket from here on. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** A GET or POST on a GraphQL path whose `accept` prefers `text/event-stream`; CSRF was checked, the body is unread. Owns the response. */
  eventStream(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends every stream (1001 on sockets) and resolves when none is left. Called once, after the server took its last request. */
  stop(): Promise<void>;
}
