import { type Database, rowsOf } from '@oms/database';
import { createMetrics, type Metrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { aCustomer, placedIn } from '../../application/testing/fixtures';
import { openOrdersDatabase, type OrdersDatabase, putPrices, silent } from '../../testing/orders-database';
import { typeormOrderRepository } from '../persistence/order-repository';
import { sagaMetricsWorker } from './saga-metrics-worker';

const HOUR_S = 3_600;
const MEASURED_WITHIN = { withinMs: 20_000 };

describe('the measurement of unsettled sagas', () => {
  let opened: OrdersDatabase;
  let database: Database;
  let metrics: Metrics;
  let measuring: ReturnType<typeof sagaMetricsWorker>;

  beforeAll(async () => {
    opened = await openOrdersDatabase();
    ({ database } = opened);
    await putPrices(database);
  });

  afterAll(() => opened.close());

  beforeEach(async () => {
    metrics = createMetrics({ service: 'orders' });
    measuring = sagaMetricsWorker({ database, metrics, logger: silent });
    await measuring.start();
  });

  afterEach(() => measuring.stop());

  const valueOf = async (name: string, labels: Readonly<Record<string, string>>): Promise<number | undefined> => {
    const { values = [] } = (await metrics.registry.getSingleMetric(name)?.get()) ?? {};
    const wanted = Object.entries(labels);
    return values.find((value) => wanted.every(([label, text]) => value.labels[label] === text))?.value;
  };

  it('counts the orders in each step, how long they are there, and which are past their deadline', async () => {
    const place = placedIn(typeormOrderRepository(database));
    for (let n = 0; n < 3; n += 1) await place(aCustomer());
    await rowsOf(
      database.work,
      `update deadlines set since = now() - interval '1 hour', due_at = now() - interval '1 minute'
       where order_id in (select order_id from deadlines limit 1)`,
    );
    await measuring.stop();
    await measuring.start();
    await eventually(async () => {
      expect(await valueOf('orders_unsettled', { step: 'ReservingStock' })).toBe(3);
      expect(await valueOf('orders_unsettled', { step: 'Abandoned' })).toBe(0);
      expect(await valueOf('orders_unsettled_overdue', { step: 'ReservingStock' })).toBe(1);
    }, MEASURED_WITHIN);
    const oldest = await valueOf('orders_unsettled_oldest_seconds', { step: 'ReservingStock' });
    expect(oldest).toBeGreaterThanOrEqual(HOUR_S);
    expect(await valueOf('orders_unsettled_oldest_seconds', { step: 'Abandoned' })).toBe(0);
    expect(await valueOf('oms_measurement_failures_total', { measurement: 'unsettled_orders' })).toBe(0);
  });

  it('counts its failures', async () => {
    await rowsOf(database.work, 'alter table deadlines rename to deadlines_elsewhere');
    await measuring.stop();
    await measuring.start();
    await eventually(async () => {
      expect(await valueOf('oms_measurement_failures_total', { measurement: 'unsettled_orders' })).toBe(1);
    });
    await rowsOf(database.work, 'alter table deadlines_elsewhere rename to deadlines');
  });
});
