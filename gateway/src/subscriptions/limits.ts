/** What one process grants its subscribers. Every queue and every wait of subscriptions is bounded by one of these. */
export interface SubscriptionLimits {
  /** WebSockets and event streams together; the next one is refused with 503. */
  readonly connectionsMax: number;
  /** Of one signed-in caller, so that nobody takes all of `connectionsMax`. Anonymous callers share the rest. */
  readonly connectionsPerCallerMax: number;
  /** Running operations of one WebSocket; the next one is answered with an error. */
  readonly operationsPerSocketMax: number;
  /** How long a socket may stay open before it says `connection_init`; then 4408. */
  readonly initWaitMs: number;
  /** Of a message from a client; a larger one closes the socket with 1009. */
  readonly messageBytesMax: number;
  /** Messages and ping frames which one socket may send in a second; more close it with 1008. */
  readonly messagesPerSecondMax: number;
  /** Of the body of a request for an event stream; a larger one is answered with 413. */
  readonly bodyBytesMax: number;
  /** What may wait for a client that does not read. One that leaves more unread is disconnected: 1013 on a WebSocket. */
  readonly unreadBytesMax: number;
  /** Pings on sockets, comments on event streams. A socket that did not answer the last ping is dead. */
  readonly heartbeatMs: number;
  /** Events of one subscription that wait for their fields of other subgraphs. More end it: an event is never left out silently. */
  readonly eventsWaitingMax: number;
  /** For the fields that one event needs from other subgraphs. */
  readonly eventDeadlineMs: number;
  /**
   * An event within this time after subscribing counts as the subgraph's greeting (the present state, the first of a
   * series), which is meant for this subscriber alone: see `live/live-stream.ts`.
   */
  readonly greetingMs: number;
  /** Subscriptions which a new supergraph ends or moves, per second, so that clients do not all come back at once. */
  readonly changesPerSecondMax: number;
  /** How long running queries and mutations may go on when the process stops. */
  readonly drainMs: number;
}

export const defaultSubscriptionLimits: SubscriptionLimits = {
  connectionsMax: 20_000,
  connectionsPerCallerMax: 2_000,
  operationsPerSocketMax: 1_000,
  initWaitMs: 3_000,
  messageBytesMax: 64 * 1024,
  messagesPerSecondMax: 2_000,
  bodyBytesMax: 256 * 1024,
  unreadBytesMax: 512 * 1024,
  heartbeatMs: 12_000,
  eventsWaitingMax: 1_000,
  eventDeadlineMs: 30_000,
  greetingMs: 300,
  changesPerSecondMax: 1_000,
  drainMs: 5_000,
};
