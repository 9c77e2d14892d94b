import type { Context } from '@oms/contracts';
import { rowsOf } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { eventually, isolatedPostgres } from '@oms/testing';
import { openTestSystem, parcelPacked, recordIn, type TestSystem, writeEffect } from '../testing/test-system';
import { consumers } from './consumers';
import { dispatch, on } from './dispatch';

const TIMEOUT = { withinMs: 30_000 };

const writesNames = dispatch(
  on(parcelPacked, async (tx, events) => {
    for (const { data } of events) await writeEffect(tx, data.name);
  }),
);

const untilEffects = (system: TestSystem, names: readonly string[]): Promise<void> =>
  eventually(async () => {
    expect([...(await system.payments.effects())].sort()).toEqual([...names].sort());
  }, TIMEOUT);

describe('a consumer whose database crashes', () => {
  it('waits for it, and loses no event and parks none', async () => {
    const postgres = await isolatedPostgres<Context>(['orders', 'payments']);
    const system = await openTestSystem(postgres);
    const { orders, payments } = system;
    await system.run(orders.relays(), payments.consumes('orders', writesNames));
    await orders.records('tea');
    await untilEffects(system, ['tea']);
    await orders.database.transaction(async (tx) => {
      for (const name of ['coffee', 'cocoa', 'milk']) await recordIn(tx, name);
    });
    await postgres.kill();
    await postgres.start();
    await eventually(() => orders.records('sugar'), TIMEOUT);
    await untilEffects(system, ['tea', 'coffee', 'cocoa', 'milk', 'sugar']);
    expect(await payments.count('dead_letters')).toBe(0);
    await system.close();
    await postgres.remove();
  });
});

describe('an event', () => {
  let system: TestSystem;

  beforeEach(async () => {
    system = await openTestSystem();
  });

  afterEach(async () => {
    await system.close();
  });

  it('that ends the process each time is a dead letter without another attempt', async () => {
    const { orders, payments } = system;
    await system.run(orders.relays());
    const beforehand = await system.run(payments.consumes('orders', writesNames));
    await orders.records('coffee');
    await untilEffects(system, ['coffee']);
    await beforehand.stop();
    await orders.records('deadly');
    await orders.records('tea');
    // As if the process had ended so often in the middle of the first event.
    await rowsOf(payments.database.work, `update cursors set attempts = 3 where publisher = 'orders'`);
    await system.run(payments.consumes('orders', writesNames));
    await untilEffects(system, ['coffee', 'tea']);
    await eventually(async () => {
      expect(await rowsOf(payments.database.work, 'select error, deliveries from dead_letters')).toEqual([
        { error: 'The process ended each time while it handled the event.', deliveries: 3 },
      ]);
    }, TIMEOUT);
  });

  it('is applied, however often reading began and ended before there was anything to read', async () => {
    const { orders, payments } = system;
    const readers = async (): Promise<number> => (await orders.broker.jsm.streams.info('ORDERS')).state.consumer_count;
    await system.run(orders.relays());
    for (let starts = 1; starts <= 5; starts += 1) {
      const consumer = await system.run(payments.consumes('orders', writesNames));
      await eventually(async () => {
        expect(await readers()).toBeGreaterThanOrEqual(starts);
      }, TIMEOUT);
      await consumer.stop();
    }
    await system.run(payments.consumes('orders', writesNames));
    await orders.records('tea');
    await untilEffects(system, ['tea']);
    expect(await payments.count('parked_events')).toBe(0);
  });

  it('that ends the process is found by applying one event at a time, after a few crashes and not one for each before it', async () => {
    const { orders, payments } = system;
    const sizes: number[] = [];
    const measures = dispatch(
      on(parcelPacked, async (tx, events) => {
        sizes.push(events.length);
        for (const { data } of events) await writeEffect(tx, data.name);
      }),
    );
    const names = Array.from({ length: 20 }, (_, index) => `parcel ${index.toString()}`);
    await system.run(orders.relays());
    const beforehand = await system.run(payments.consumes('orders', writesNames));
    await orders.records('coffee');
    await untilEffects(system, ['coffee']);
    await beforehand.stop();
    await orders.database.transaction(async (tx) => {
      for (const name of names) await recordIn(tx, name);
    });
    await rowsOf(payments.database.work, `update cursors set attempts = 3 where publisher = 'orders'`);
    const consumer = consumers({
      context: 'payments',
      database: payments.database,
      broker: payments.broker,
      subscriptions: [{ publisher: 'orders', handle: measures }],
      logger: createLogger({ name: 'test', level: 'silent' }),
      metrics: payments.metrics,
    });
    await system.run(consumer);
    await untilEffects(system, ['coffee', ...names]);
    expect(new Set(sizes)).toEqual(new Set([1]));
  });

  it('is finished before the consumer stops', async () => {
    const { orders, payments } = system;
    let release: () => void = () => undefined;
    let begun = false;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = dispatch(
      on(parcelPacked, async (tx, events) => {
        begun = true;
        await held;
        for (const { data } of events) await writeEffect(tx, data.name);
      }),
    );
    await system.run(orders.relays());
    const consumer = await system.run(payments.consumes('orders', slow));
    await orders.records('tea');
    await eventually(() => {
      expect(begun).toBe(true);
    }, TIMEOUT);
    const stopped = consumer.stop();
    release();
    await stopped;
    expect(await payments.effects()).toEqual(['tea']);
  });
});
