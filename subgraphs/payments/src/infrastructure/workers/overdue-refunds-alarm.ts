import type { Database } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import { measurement } from '@oms/workers';
import { overdueRefunds } from '../persistence/sql-refunds';

const LOOK_EVERY_MS = 5_000;
/** A refund that was tried so often needs a person. */
const REFUND_TRIES_ALARM = 10;

/** Counts the refunds that do not get through, for an alarm. */
export const overdueRefundsAlarm = (database: Database, logger: Logger, metrics: Metrics): Service => {
  const overdue = metrics.gauge(
    'payments_refunds_overdue',
    `Refunds that were tried more than ${REFUND_TRIES_ALARM.toString()} times: alarm above 0.`,
  );
  return measurement({
    name: 'overdue_refunds',
    everyMs: LOOK_EVERY_MS,
    measure: async () => {
      overdue.set(await overdueRefunds(database, REFUND_TRIES_ALARM));
    },
    metrics,
    logger,
  });
};
