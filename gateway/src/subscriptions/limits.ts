import { z } from 'zod';
import { cacheBytesDefault } from '../operation/document-cache';

/** What one process grants its subscribers. Every queue and every wait of subscriptions is bounded by one of these. */
export interface SubscriptionLimits {
  /** WebSockets and event streams together; the next one is refused with 503. */
  readonly connectionsMax: number;
  /** Of one signed-in actor, so that none takes all of `connectionsMax`. Anonymous actors share the rest. */
  readonly connectionsPerActorMax: number;
  /** Running operations of one WebSocket; the next one is answered with an error. */
  readonly operationsPerSocketMax: number;
  /** What all running subscriptions keep: their documents, plans and variables, about. The next one is answered with an error. */
  readonly keptBytesMax: number;
  /** Milliseconds that a socket may stay open without `connection_init`; then 4408. */
  readonly initWaitMs: number;
  /** Of a message from a client; a larger one closes the socket with 1009. */
  readonly messageBytesMax: number;
  /** Messages and ping frames which one socket may send in a second; more close it with 1008. */
  readonly messagesPerSecondMax: number;
  /** What may wait for a client that does not read. One that leaves more unread is disconnected: 1013 on a WebSocket. */
  readonly unreadBytesMax: number;
  /** Pings on sockets, comments on event streams. A socket that did not answer the last ping is dead. */
  readonly heartbeatMs: number;
  /** Events of one subscription that wait for their fields of other subgraphs. More end it: no event is left out silently. */
  readonly eventsWaitingMax: number;
  /**
   * Milliseconds after subscribing within which an event counts as the subgraph's initial event (the present state, the first
   * of a series), which is meant for this subscriber alone: see `live/live-stream.ts`.
   */
  readonly initialEventWindowMs: number;
  /** Subscriptions which a new supergraph ends or moves, per second, so that clients do not all come back at once. */
  readonly changesPerSecondMax: number;
  /** How long running queries and mutations may go on when the process stops. */
  readonly drainMs: number;
}

const whole = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** The environment variables of the limits. */
export const subscriptionSettings = z
  .object({
    SUBSCRIPTION_CONNECTIONS_MAX: whole(20_000),
    SUBSCRIPTION_CONNECTIONS_PER_CALLER_MAX: whole(2_000),
    SUBSCRIPTION_OPERATIONS_PER_SOCKET_MAX: whole(1_000),
    SUBSCRIPTION_KEPT_BYTES_MAX: whole(cacheBytesDefault()),
    SUBSCRIPTION_INIT_WAIT_MS: whole(3_000),
    SUBSCRIPTION_MESSAGE_BYTES_MAX: whole(64 * 1024),
    SUBSCRIPTION_MESSAGES_PER_SECOND_MAX: whole(2_000),
    SUBSCRIPTION_UNREAD_BYTES_MAX: whole(512 * 1024),
    SUBSCRIPTION_HEARTBEAT_MS: whole(12_000),
    SUBSCRIPTION_EVENTS_WAITING_MAX: whole(1_000),
    SUBSCRIPTION_GREETING_MS: whole(300),
    SUBSCRIPTION_CHANGES_PER_SECOND_MAX: whole(1_000),
    SUBSCRIPTION_DRAIN_MS: whole(3_000),
  })
  .transform((given): SubscriptionLimits => ({
    connectionsMax: given.SUBSCRIPTION_CONNECTIONS_MAX,
    connectionsPerActorMax: given.SUBSCRIPTION_CONNECTIONS_PER_CALLER_MAX,
    operationsPerSocketMax: given.SUBSCRIPTION_OPERATIONS_PER_SOCKET_MAX,
    keptBytesMax: given.SUBSCRIPTION_KEPT_BYTES_MAX,
    initWaitMs: given.SUBSCRIPTION_INIT_WAIT_MS,
    messageBytesMax: given.SUBSCRIPTION_MESSAGE_BYTES_MAX,
    messagesPerSecondMax: given.SUBSCRIPTION_MESSAGES_PER_SECOND_MAX,
    unreadBytesMax: given.SUBSCRIPTION_UNREAD_BYTES_MAX,
    heartbeatMs: given.SUBSCRIPTION_HEARTBEAT_MS,
    eventsWaitingMax: given.SUBSCRIPTION_EVENTS_WAITING_MAX,
    initialEventWindowMs: given.SUBSCRIPTION_GREETING_MS,
    changesPerSecondMax: given.SUBSCRIPTION_CHANGES_PER_SECOND_MAX,
    drainMs: given.SUBSCRIPTION_DRAIN_MS,
  }));
