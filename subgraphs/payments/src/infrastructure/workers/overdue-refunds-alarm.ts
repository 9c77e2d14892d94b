import type { Database } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import { overdueRefunds } from '../persistence/sql-refunds';
import { loop } from './loop';

const LOOK_EVERY_MS = 15_000;
/** A refund that was tried so often needs a person. */
const REFUND_TRIES_ALARM = 10;

/** Counts the refunds that do not get through, for an alarm. */
export const overdueRefundsAlarm = (database: Database, logger: Logger, metrics: Metrics): Service => {
  const overdue = metrics.gauge(
    'payments_refunds_overdue',
    `Refunds that were tried more than ${REFUND_TRIES_ALARM.toString()} times: alarm above 0.`,
  );
  return loop({
    name: 'overdue refunds',
    pollMs: LOOK_EVERY_MS,
    run: async () => {
      overdue.set(await overdueRefunds(database, REFUND_TRIES_ALARM));
      return false;
    },
    logger,
  });
};
