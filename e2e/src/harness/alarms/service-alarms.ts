import { eventually } from '@oms/testing';
import { type AlarmScenarios, type MeasuredSystem, SOON } from '../measured-system';
import { scrape, sumOf } from '../scrape';
import { injectEvent } from '../injected-event';

const READERS = 30;

/** Failures that every service can meet: of its broker, its database, another service or its own code. */
export const serviceAlarms = (
  { system, fixture, addresses, admin, metric, query, waitForValue, waitForValueAbove }: MeasuredSystem,
  sku: string,
): AlarmScenarios => {
  const relayLag = async (): Promise<void> => {
    await system.process('nats').kill({ stayDown: true });
    const beganAt = performance.now();
    await fixture.customer.placeOrder({ items: [{ sku, quantity: 1 }] });
    await eventually(async () => {
      const lag = await metric('oms_relay_lag_seconds', { service: 'orders' });
      expect(lag).toBeGreaterThan(0);
      expect(lag).toBeLessThanOrEqual((performance.now() - beganAt) / 1_000);
    }, SOON);
    await system.process('nats').start();
    await waitForValue('oms_relay_lag_seconds', { service: 'orders' }, () => Promise.resolve(0));
  };

  const deadLetter = async (): Promise<void> => {
    await injectEvent(addresses, {
      type: 'orders.order-created.v1',
      aggregateType: 'Order',
      data: { orderId: 'not an order' },
    });
    const expected = () => query('select count(*)::integer as value from inventory.dead_letters');
    await eventually(async () => {
      expect(await expected()).toBeGreaterThan(0);
    }, SOON);
    await waitForValue('oms_consumer_dead_lettered_total', { service: 'inventory' }, expected);
  };

  /** An event that cannot be applied is parked. */
  const parkedEvents = async (): Promise<void> => {
    await injectEvent(addresses, {
      type: 'orders.order-created.v1',
      aggregateType: 'Order',
      data: { orderId: 'also not an order' },
    });
    const expected = () => query('select count(*)::integer as value from inventory.parked_events');
    await eventually(async () => {
      expect(await expected()).toBeGreaterThan(0);
    }, SOON);
    await waitForValue('oms_consumer_parked_events', { service: 'inventory' }, expected);
  };

  /** While the table is locked, queries of orders hold all connections of the pool, and the others wait for one. */
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
        reading.push(
          fixture.customer.client.send({ query: `{ orders(first: ${(n + 1).toString()}) { nodes { id } } }` }),
        );
      expect(await metric('oms_database_connections', { ...pool, state: 'awaited' })).toBeGreaterThan(0);
    }, SOON);
    await admin.query('rollback');
    await Promise.all(reading);
  };

  const openCircuit = async (): Promise<void> => {
    const labels = { subgraph: 'notifications' };
    const request = () => fixture.operator.client.send({ query: '{ notifications(first: 1) { nodes { id } } }' });
    await request();
    expect(await metric('gateway_subgraph_circuit_open', labels)).toBe(0);
    await system.process('notifications').kill({ stayDown: true });
    await eventually(async () => {
      await request();
      expect(await metric('gateway_subgraph_circuit_open', labels)).toBe(1);
    }, SOON);
    await system.process('notifications').start();
    await eventually(async () => {
      await request();
      expect(await metric('gateway_subgraph_circuit_open', labels)).toBe(0);
    }, SOON);
  };

  /** A missing table is a fault for every statement that reads it. */
  const whileDeadlinesAreMissing = async (work: () => Promise<void>): Promise<void> => {
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
    await whileDeadlinesAreMissing(() => waitForValueAbove('oms_measurement_failures_total', labels, 0));
  };

  const fault = async (): Promise<void> => {
    const labels = { service: 'orders', outcome: 'fault' };
    const before = (await metric('graphql_operation_duration_seconds', labels)) ?? 0;
    await whileDeadlinesAreMissing(async () => {
      await expect(fixture.customer.placeOrder({ items: [{ sku, quantity: 1 }] })).rejects.toThrow(
        'INTERNAL_SERVER_ERROR',
      );
    });
    await waitForValue('graphql_operation_duration_seconds', labels, () => Promise.resolve(before + 1));
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
