import { type Database, rowsOf } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import { measurement } from '@oms/workers';

const EVERY_MS = 5_000;

/** Set-based, so it is SQL. The table holds unsettled sagas only, so this reads little. */
const unsettled = `
select step, count(*)::integer as orders,
  extract(epoch from now() - min(since))::float8 as oldest,
  (count(*) filter (where due_at < now()))::integer as overdue
from deadlines group by step`;

interface Row {
  readonly step: string;
  readonly orders: number;
  /** Seconds. */
  readonly oldest: number;
  readonly overdue: number;
}

const steps = ['ReservingStock', 'AwaitingPaymentMethod', 'TakingPayment', 'Abandoned'];

interface Parts {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** How many orders wait in which step, since when, and how many past their deadline: the alarms on a stuck saga use it. */
export const sagaMetricsWorker = ({ database, metrics, logger }: Parts): Service => {
  const orders = metrics.gauge('orders_unsettled', 'Orders whose saga is not settled, by step.', ['step']);
  const oldest = metrics.gauge('orders_unsettled_oldest_seconds', 'How long the oldest of them is in its step.', [
    'step',
  ]);
  const overdue = metrics.gauge('orders_unsettled_overdue', 'Those that are past the deadline of their step.', [
    'step',
  ]);

  const measure = async (): Promise<void> => {
    const rows = new Map((await rowsOf<Row>(database.work, unsettled)).map((row) => [row.step, row]));
    for (const step of steps) {
      orders.set({ step }, rows.get(step)?.orders ?? 0);
      oldest.set({ step }, rows.get(step)?.oldest ?? 0);
      overdue.set({ step }, rows.get(step)?.overdue ?? 0);
    }
  };

  return measurement({ name: 'unsettled_orders', everyMs: EVERY_MS, measure, metrics, logger });
};
