import type { Metrics } from '@oms/telemetry';

export const relayMetrics = (metrics: Metrics) => ({
  active: metrics.gauge(
    'oms_relay_active',
    '1 in the process that publishes for its context, 0 in those that stand by.',
  ),
  lagSeconds: metrics.gauge('oms_relay_lag_seconds', 'Age of the oldest event that is not published yet.'),
  unpublished: metrics.gauge(
    'oms_relay_unpublished_events',
    'Events that are not published yet, counted up to 10,000.',
  ),
  published: metrics.counter('oms_relay_published_total', 'Events that the broker acknowledged.'),
});

export type RelayMetrics = ReturnType<typeof relayMetrics>;

export const consumerMetrics = (metrics: Metrics) => ({
  handled: metrics.counter('oms_consumer_handled_total', 'Messages that took effect.', ['consumer']),
  duplicates: metrics.counter('oms_consumer_duplicates_total', 'Messages that the inbox had seen before.', [
    'consumer',
  ]),
  retried: metrics.counter('oms_consumer_retried_total', 'Attempts that failed and are repeated later.', ['consumer']),
  deadLettered: metrics.counter('oms_consumer_dead_lettered_total', 'Messages set aside for an operator.', [
    'consumer',
  ]),
  inHand: metrics.gauge('oms_consumer_messages_in_hand', 'Messages taken and not answered yet.', ['consumer']),
  pending: metrics.gauge('oms_consumer_pending_messages', 'Messages in the stream that were not delivered yet.', [
    'consumer',
  ]),
  delay: metrics.histogram('oms_consumer_delay_seconds', 'From the recording of an event to its effect here.', [
    'consumer',
  ]),
});

export type ConsumerMetrics = ReturnType<typeof consumerMetrics>;
