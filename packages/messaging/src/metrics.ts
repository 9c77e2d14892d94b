import type { Metrics } from '@oms/telemetry';

export const relayMetrics = (metrics: Metrics) => ({
  active: metrics.gauge(
    'oms_relay_active',
    '1 in the process that publishes for its context, 0 in those that stand by.',
  ),
  lagSeconds: metrics.gauge('oms_relay_lag_seconds', 'Age of the oldest event that is not published yet.'),
  unpublished: metrics.gauge('oms_relay_unpublished_events', 'Events that have a position and are not published yet.'),
  published: metrics.counter('oms_relay_published_total', 'Events that the broker acknowledged.'),
});

export type RelayMetrics = ReturnType<typeof relayMetrics>;

export const consumerMetrics = (metrics: Metrics) => ({
  handled: metrics.counter('oms_consumer_handled_total', 'Events that took effect.', ['consumer']),
  retried: metrics.counter('oms_consumer_retried_total', 'Attempts that failed and are repeated later.', ['consumer']),
  deadLettered: metrics.counter(
    'oms_consumer_dead_lettered_total',
    'Events without an attempt left, for an operator to settle.',
    ['consumer'],
  ),
  parked: metrics.gauge(
    'oms_consumer_parked_events',
    'Events that wait: because they could not be applied, or behind one that could not.',
    ['consumer'],
  ),
  lag: metrics.gauge('oms_consumer_lag_events', 'Events of the log that are not applied yet, as far as is known.', [
    'consumer',
  ]),
  delay: metrics.histogram('oms_consumer_delay_seconds', 'From the recording of an event to its effect here.', [
    'consumer',
  ]),
});

export type ConsumerMetrics = ReturnType<typeof consumerMetrics>;
