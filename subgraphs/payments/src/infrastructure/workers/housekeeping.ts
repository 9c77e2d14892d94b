import { forgetExpiredKeys, type Database } from '@oms/database';
import type { Service } from '@oms/kernel';
import { serviceOf } from '@oms/kernel';
import { measurement, type Logger, type Metrics } from '@oms/telemetry';
import { overdueRefunds } from '../persistence/sql-refunds';
import { loop } from './loop';

const FORGET_EVERY_MS = 3_600_000;
const LOOK_EVERY_MS = 5_000;
/** A refund that was tried so often needs a person. */
const REFUND_TRIES_ALARM = 10;

/** What has to be done now and then: expired keys are deleted, and refunds that do not get through raise an alarm. */
export const housekeeping = (database: Database, logger: Logger, metrics: Metrics): Service => {
  const overdue = metrics.gauge(
    'payments_refunds_overdue',
    `Refunds that were tried more than ${REFUND_TRIES_ALARM.toString()} times: alarm above 0.`,
  );
  const keys = loop({
    name: 'expired keys',
    pollMs: FORGET_EVERY_MS,
    run: async () => (await forgetExpiredKeys(database.work)) > 0,
    logger,
  });
  const refunds = measurement({
    name: 'overdue_refunds',
    everyMs: LOOK_EVERY_MS,
    measure: async () => {
      overdue.set(await overdueRefunds(database, REFUND_TRIES_ALARM));
    },
    metrics,
    logger,
  });
  return serviceOf(keys, refunds);
};
