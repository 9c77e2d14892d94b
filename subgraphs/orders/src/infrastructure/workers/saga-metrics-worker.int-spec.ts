import { type Database, openDatabase, rowsOf } from '@oms/database';
import { createLogger, createMetrics, type Metrics } from '@oms/telemetry';
import { eventually, testServers, type TestServers } from '@oms/testing';
import { createOrder } from '../application/create-order';
import { aCustomer, anOrderOf, prices } from '../application/testing/given';
import { catalogueLog } from '../application/testing/orders-contract';
import { patience } from '../domain/testing/given';
import { identifiers } from './identifiers';
import { entities, migrations } from './persistence/entities';
import { keepPrices } from './persistence/price-book';
import { typeormOrders } from './persistence/typeorm-orders';
import { sagaMetrics } from './saga-metrics';

const logger = createLogger({ name: 'orders', level: 'silent' });
const HOUR_S = 3_600;
const MEASURED_WITHIN = { withinMs: 20_000 };

describe('the measurement of unsettled sagas', () => {
  let servers: TestServers<'orders'>;
  let database: Database;
  let metrics: Metrics;
  let measuring: ReturnType<typeof sagaMetrics>;

  beforeAll(async () => {
    servers = await testServers(['orders']);
    database = await openDatabase(servers.schemas.orders, { entities, migrations, logger });
    await database.transaction((tx) =>
      keepPrices(
        tx,
        prices.map((price) => ({ ...price, sequence: 1 })),
      ),
    );
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  beforeEach(async () => {
    metrics = createMetrics({ service: 'orders' });
    measuring = sagaMetrics({ database, metrics, logger });
    await measuring.start();
  });

  afterEach(() => measuring.stop());

  const valueOf = async (name: string, labels: Readonly<Record<string, string>>): Promise<number | undefined> => {
    const { values = [] } = (await metrics.registry.getSingleMetric(name)?.get()) ?? {};
    const wanted = Object.entries(labels);
    return values.find((value) => wanted.every(([label, text]) => value.labels[label] === text))?.value;
  };

  it('counts the orders in each step, how long they are there, and which are past their deadline', async () => {
    const create = createOrder({ orders: typeormOrders(database), identifiers, patience, catalogueLog });
    for (let n = 0; n < 3; n += 1) await create(anOrderOf(aCustomer()));
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

  it('says so when it fails', async () => {
    await rowsOf(database.work, 'alter table deadlines rename to deadlines_elsewhere');
    await measuring.stop();
    await measuring.start();
    await eventually(async () => {
      expect(await valueOf('oms_measurement_failures_total', { measurement: 'unsettled_orders' })).toBe(1);
    });
    await rowsOf(database.work, 'alter table deadlines_elsewhere rename to deadlines');
  });
});
