import { type Database, rowsOf } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';

const EVERY_MS = 10_000;

/** The table holds unsettled sagas only, so this reads little. */
const unsettled = `
select step, count(*)::integer as orders, extract(epoch from now() - min(placed_at))::float8 as oldest
from deadlines join orders on id = order_id group by step`;

interface Row {
  readonly step: string;
  readonly orders: number;
  readonly oldest: number;
}

const steps = ['ReservingStock', 'AwaitingPaymentMethod', 'TakingPayment', 'Abandoned'];

/** How many orders wait in which step, and for how long already: what an alarm on a stuck saga looks at. */
export const sagaMetrics = ({
  database,
  metrics,
  logger,
}: {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly logger: Logger;
}): Service => {
  const orders = metrics.gauge('orders_unsettled', 'Orders whose saga is not settled, by step.', ['step']);
  const oldest = metrics.gauge('orders_unsettled_oldest_seconds', 'Age of the oldest of them, by step.', ['step']);
  let timer: NodeJS.Timeout | undefined;

  const measure = async (): Promise<void> => {
    const rows = new Map((await rowsOf<Row>(database.work, unsettled)).map((row) => [row.step, row]));
    for (const step of steps) {
      orders.set({ step }, rows.get(step)?.orders ?? 0);
      oldest.set({ step }, rows.get(step)?.oldest ?? 0);
    }
  };

  return {
    start: () => {
      timer = setInterval(() => {
        measure().catch((err: unknown) => {
          logger.warn({ err }, 'unsettled orders could not be counted');
        });
      }, EVERY_MS);
      return Promise.resolve();
    },
    stop: () => {
      clearInterval(timer);
      return Promise.resolve();
    },
  };
};
