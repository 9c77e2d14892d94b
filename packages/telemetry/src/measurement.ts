import type { Logger } from './logger';
import type { Metrics } from './metrics';

export interface Measurement {
  /** What is measured, in snake_case: the label of its failures, and the name in the log. */
  readonly name: string;
  readonly everyMs: number;
  /** Sets gauges to what is true now. May ask others. */
  readonly measure: () => Promise<void> | void;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * Measures at once, and then again and again, never twice at the same time.
 *
 * A gauge keeps its last value when its measurement fails, and so would look well for ever: so a failure is counted in
 * `oms_measurement_failures_total`, on which there is an alarm, and logged.
 */
export const measurement = ({ name, everyMs, measure, metrics, logger }: Measurement) => {
  const failures = metrics.counter('oms_measurement_failures_total', 'Measurements that could not be made.', [
    'measurement',
  ]);
  failures.inc({ measurement: name }, 0);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    try {
      await measure();
    } catch (err) {
      failures.inc({ measurement: name });
      logger.warn({ err, measurement: name }, 'a measurement failed');
    }
    running = undefined;
  };

  const tick = (): void => {
    running ??= run();
  };

  return {
    start: (): Promise<void> => {
      timer ??= setInterval(tick, everyMs).unref();
      tick();
      return Promise.resolve();
    },
    /** Resolves when what is being measured is done with what it uses. */
    stop: async (): Promise<void> => {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
};
