import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import { loop } from './loop';

export interface Measurement {
  /** What is measured, in snake_case: the label of its failures, and the name in the log. */
  readonly name: string;
  /** Between the end of one measurement and the beginning of the next. */
  readonly everyMs: number;
  /** Sets gauges to their present values. */
  readonly measure: () => Promise<void> | void;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * Measures at its start, and then again and again, never twice at the same time.
 *
 * A gauge keeps its last value when its measurement fails, and would look right for ever: so a failure is counted in
 * `oms_measurement_failures_total`, on which there is an alarm, and logged.
 */
export const measurement = ({ name, everyMs, measure, metrics, logger }: Measurement): Service => {
  const failures = metrics.counter('oms_measurement_failures_total', 'Measurements that could not be made.', [
    'measurement',
  ]);
  failures.inc({ measurement: name }, 0);
  return loop({
    name,
    pollMs: everyMs,
    run: async () => {
      try {
        await measure();
      } catch (err) {
        failures.inc({ measurement: name });
        logger.warn({ err, measurement: name }, 'a measurement failed');
      }
      return false;
    },
    logger,
  });
};
