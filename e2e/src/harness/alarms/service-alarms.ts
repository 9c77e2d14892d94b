import { eventually } from '@oms/testing';
import { type AlarmProofs, type MeasuredSystem, SOON } from '../measured';
import { scrape, sumOf } from '../scrape';
import { stray } from '../stray-event';

const READERS = 30;

/** What may happen to any service: its broker, its database, another service or its own program fails it. */
export const serviceAlarms = (
  { system, shop, addresses, admin, metric, query, isAt, isAbove }: MeasuredSystem,
  sku: string,
): AlarmProofs => {
  const relayLag = async (): Promise<void> => {
    await system.process('nats').kill({ stayDown: true });
    const beganAt = performance.now();
    await shop.ada.places({ items: [{ sku, quantity: 1 }] });
    await eventually(async () => {
      const lag = await metric('oms_relay_lag_seconds', { service: 'orders' });
      expect(lag).toBeGreaterThan(0);
      expect(lag).toBeLessThanOrEqual((performance.now() - beganAt) / 1_000);
    }, SOON);
    await system.process('nats').start();
    await isAt('oms_relay_lag_seconds', { service: 'orders' }, () => Promise.resolve(0));
  };

  const deadLetter = async (): Promise<void> => {
    await stray(addresses, {
      type: 'orders.order-created.v1',
      aggregateType: 'Order',
      data: { orderId: 'not an order' },
    });
    const truth = () => query('select count(*)::integer as value from inventory.dead_letters');
    await eventually(async () => {
      expect(await truth()).toBeGreaterThan(0);
    }, SOON);
    await isAt('oms_consumer_dead_lettered_total', { service: 'inventory' }, truth);
  };

  /** Events wait behind one that cannot be applied, until it is dismissed. */
  const parkedEvents = async (): Promise<void> => {
    await stray(addresses, {
      type: 'orders.order-created.v1',
      aggregateType: 'Order',
      data: { orderId: 'not an order either' },
    });
    const truth = () => query('select count(*)::integer as value from inventory.parked_events');
    await eventually(async () => {
      expect(await truth()).toBeGreaterThan(0);
    }, SOON);
    await isAt('oms_consumer_parked_events', { service: 'inventory' }, truth);
  };

  /** While somebody has locked the whole table, whoever wants an order waits with a connection, or for one. */
  const connections = async (): Promise<void> => {
    const held = `select count(*)::integer as value from pg_stat_activity where application_name = 'oms-orders-requests'`;
    const pool = { service: 'orders', pool: 'requests' };
    await eventually(async () => {
      const samples = await scrape(system.ports);
      const [busy = NaN, idle = NaN] = ['busy', 'idle'].map((state) =>
        sumOf(samples, 'oms_database_connections', { ...pool, state }),
      );
      expect(busy + idle).toBe(await query(held));
    }, SOON);
    await admin.query('begin; lock table orders.orders in access exclusive mode');
    const reading: Promise<unknown>[] = [];
    await eventually(async () => {
      for (let n = 0; n < READERS; n += 1)
        reading.push(shop.ada.client.send({ query: `{ orders(first: ${(n + 1).toString()}) { nodes { id } } }` }));
      expect(await metric('oms_database_connections', { ...pool, state: 'awaited' })).toBeGreaterThan(0);
    }, SOON);
    await admin.query('rollback');
    await Promise.all(reading);
  };

  const openCircuit = async (): Promise<void> => {
    const labels = { subgraph: 'notifications' };
    const ask = () => shop.olga.client.send({ query: '{ notifications(first: 1) { nodes { id } } }' });
    await ask();
    expect(await metric('gateway_subgraph_circuit_open', labels)).toBe(0);
    await system.process('notifications').kill({ stayDown: true });
    await eventually(async () => {
      await ask();
      expect(await metric('gateway_subgraph_circuit_open', labels)).toBe(1);
    }, SOON);
    await system.process('notifications').start();
    await eventually(async () => {
      await ask();
      expect(await metric('gateway_subgraph_circuit_open', labels)).toBe(0);
    }, SOON);
  };

  /** A table that is not where it should be is a bug, to whoever reads it. */
  const whileDeadlinesAreLost = async (work: () => Promise<void>): Promise<void> => {
    await admin.query('alter table orders.deadlines rename to deadlines_elsewhere');
    try {
      await work();
    } finally {
      await admin.query('alter table orders.deadlines_elsewhere rename to deadlines');
    }
  };

  const failedMeasurement = async (): Promise<void> => {
    const labels = { service: 'orders', measurement: 'unsettled_orders' };
    expect(await metric('oms_measurement_failures_total', labels)).toBe(0);
    await whileDeadlinesAreLost(() => isAbove('oms_measurement_failures_total', labels, 0));
  };

  const fault = async (): Promise<void> => {
    const labels = { service: 'orders', outcome: 'fault' };
    const before = (await metric('graphql_operation_duration_seconds', labels)) ?? 0;
    await whileDeadlinesAreLost(async () => {
      await expect(shop.ada.places({ items: [{ sku, quantity: 1 }] })).rejects.toThrow('INTERNAL_SERVER_ERROR');
    });
    await isAt('graphql_operation_duration_seconds', labels, () => Promise.resolve(before + 1));
  };

  return {
    oms_relay_lag_seconds: relayLag,
    oms_consumer_dead_lettered_total: deadLetter,
    oms_consumer_parked_events: parkedEvents,
    oms_database_connections: connections,
    gateway_subgraph_circuit_open: openCircuit,
    oms_measurement_failures_total: failedMeasurement,
    graphql_operation_duration_seconds: fault,
  };
};
