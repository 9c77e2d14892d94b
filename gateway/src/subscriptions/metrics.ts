import type { Metrics } from '@oms/telemetry';
import type { EndReason } from './end-reasons';

/** The transports of subscriptions. */
const TRANSPORTS = ['websocket', 'sse'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** Metrics of subscriptions. */
export interface SubscriptionMetrics {
  opened(): void;
  ended(reason: EndReason): void;
  upstreamOpened(): void;
  upstreamEnded(): void;
  connected(transport: Transport): void;
  disconnected(transport: Transport): void;
  /** A client left more unread than it may, so what was meant for it was dropped and it was disconnected. */
  dropped(transport: Transport): void;
  /** An event of a subgraph is on its way to `members` clients. */
  delivered(members: number): void;
}

export const subscriptionMetrics = (metrics: Metrics): SubscriptionMetrics => {
  const open = metrics.gauge('gateway_subscriptions_open', 'Subscriptions of clients.');
  const ended = metrics.counter('gateway_subscriptions_ended_total', 'Subscriptions that ended, by reason.', [
    'reason',
  ]);
  const upstreams = metrics.gauge(
    'gateway_subscription_upstreams_open',
    'Subscriptions at subgraphs; clients share them.',
  );
  const connections = metrics.gauge('gateway_subscription_connections_open', 'Connections of subscribers.', [
    'transport',
  ]);
  const drops = metrics.counter('gateway_subscription_drops_total', 'Clients dropped because they did not read.', [
    'transport',
  ]);
  // A rate over the first increment needs the series to exist before, at 0.
  for (const transport of TRANSPORTS) drops.inc({ transport }, 0);
  const events = metrics.counter('gateway_subscription_events_total', 'Events of subgraphs.');
  const deliveries = metrics.counter('gateway_subscription_deliveries_total', 'Events times the clients who got them.');
  return {
    opened: () => {
      open.inc();
    },
    ended: (reason) => {
      open.dec();
      ended.inc({ reason });
    },
    upstreamOpened: () => {
      upstreams.inc();
    },
    upstreamEnded: () => {
      upstreams.dec();
    },
    connected: (transport) => {
      connections.inc({ transport });
    },
    disconnected: (transport) => {
      connections.dec({ transport });
    },
    dropped: (transport) => {
      drops.inc({ transport });
    },
    delivered: (members) => {
      events.inc();
      deliveries.inc(members);
    },
  };
};
