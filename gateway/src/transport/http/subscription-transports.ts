import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@oms/telemetry';
import type { Operations } from '../../operation/operation';
import type { SubscriptionLimits } from '../../subscriptions/limits';
import { Hub } from '../../subscriptions/live/hub';
import type { SubscriptionMetrics } from '../../subscriptions/metrics';
import { OperationRunner } from '../../subscriptions/operation-runner';
import { upstreams, type SubscriptionUrls } from '../../subscriptions/upstream/upstreams';
import type { SupergraphSource } from '../../supergraph/supergraph';
import { ConnectionCount } from '../connection-count';
import { EventStreams } from '../event-stream/event-streams';
import type { Identify } from '../identify';
import { graphQLWebSockets } from '../websocket/websocket-server';

/** What the HTTP server leaves to subscriptions. */
export interface SubscriptionTransports {
  /** A WebSocket handshake on a GraphQL path. Owns the socket from here on. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * A request on a GraphQL path whose response is `text/event-stream`; CSRF was checked. Its body is unread, unless `body`
   * is given. Owns the response.
   */
  eventStream(request: IncomingMessage, response: ServerResponse, body?: unknown): Promise<void>;
  /** Ends every stream (1001 on sockets) and resolves when none is left. Called once, after the server took its last request. */
  stop(): Promise<void>;
}

export interface SubscriptionOptions {
  readonly supergraphs: SupergraphSource;
  readonly operations: Operations;
  readonly identify: Identify;
  readonly metrics: SubscriptionMetrics;
  readonly logger: Logger;
  readonly subscriptionUrls: SubscriptionUrls;
  /** Web pages of these origins may open sockets, besides those of our own; `*` for all. */
  readonly origins: readonly string[];
  readonly bodyBytesMax: number;
  readonly limits: SubscriptionLimits;
}

/**
 * Federated subscriptions, from a client's socket to a subgraph's and back:
 *
 *   transport/websocket, transport/event-stream   a client subscribes, by graphql-transport-ws or GraphQL over SSE
 *   subscriptions/operation-runner   its operation is prepared as every other; queries and mutations are answered at once
 *   subscriptions/live       a subscription finds the stream it can share, or a new one
 *   subscriptions/upstream   the stream is opened at the subgraph that owns the field
 *   subscriptions/live       each event is joined with the fields of other subgraphs and goes to all who share the stream
 */
export const subscriptionTransports = (options: SubscriptionOptions): SubscriptionTransports => {
  const { operations, identify, metrics, logger, supergraphs, limits } = options;
  const hub = new Hub({ operations, upstreams: upstreams(options.subscriptionUrls), limits, metrics, logger });
  const runner = new OperationRunner({ operations, hub, metrics, logger, keptBytesMax: limits.keptBytesMax });
  const parts = { identify, runner, limits, metrics, logger, count: new ConnectionCount(limits) };
  const sockets = graphQLWebSockets({ ...parts, origins: options.origins });
  const streams = new EventStreams({ ...parts, bodyBytesMax: options.bodyBytesMax });
  const stopListening = supergraphs.onChange((next) => {
    hub.move(next).catch((error: unknown) => {
      logger.error({ err: error }, 'Subscriptions could not be moved to the new supergraph');
    });
  });

  return {
    upgrade: (request, socket, head) => {
      sockets.upgrade(request, socket, head);
    },
    eventStream: (request, response, body) => streams.serve(request, response, body),
    stop: async () => {
      stopListening();
      await runner.drain(limits.drainMs);
      await Promise.all([sockets.stop(), streams.stop()]);
    },
  };
};
