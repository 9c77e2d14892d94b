import type { Envelope } from '@oms/contracts';
import { newId, rowsOf, type Tx } from '@oms/database';
import { eventually } from '@oms/testing';
import {
  openTestSystem,
  type Parcel,
  parcelPacked,
  parcelSent,
  recordIn,
  type TestSystem,
  writeEffect,
} from '../testing/test-system';
import { appendEvents } from '../append-events';
import { dispatch, on } from './dispatch';

type Parcels = readonly Envelope<Parcel>[];

const writeNames = async (tx: Tx, events: Parcels): Promise<void> => {
  for (const { data } of events) await writeEffect(tx, data.name);
};

const writesNames = dispatch(on(parcelPacked, writeNames), on(parcelSent, writeNames));

describe('a consumer', () => {
  let system: TestSystem;

  beforeEach(async () => {
    system = await openTestSystem();
  });

  afterEach(async () => {
    await system.close();
  });

  const letters = async () =>
    rowsOf<{ id: string; consumer: string; error: string; status: string; deliveries: number; waiting: number }>(
      system.payments.database.work,
      'select id, consumer, error, status, deliveries, waiting from dead_letters order by id',
    );

  const untilEffects = (names: readonly string[]): Promise<void> =>
    eventually(
      async () => {
        expect(await system.payments.effects()).toEqual(names);
      },
      { withinMs: 20_000 },
    );

  const publishRaw = (text: string) => system.orders.broker.js.publish(parcelPacked.subject, text);

  it('applies what another context published', async () => {
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    await system.orders.records('tea');
    await untilEffects(['tea']);
  });

  it('ignores what it does not subscribe to', async () => {
    await system.run(system.orders.relays(), system.payments.consumes('orders', dispatch(on(parcelSent, writeNames))));
    await system.orders.records('packed');
    await system.orders.records('sent', { contract: parcelSent });
    await untilEffects(['sent']);
  });

  it('takes what waits in a few transactions, in the order of the log', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `parcel ${index.toString()}`);
    let transactions = 0;
    await system.run(system.orders.relays());
    await system.orders.database.transaction(async (tx) => {
      for (const name of names) await recordIn(tx, name);
    });
    await system.run(
      system.payments.consumes(
        'orders',
        dispatch(
          on(parcelPacked, async (tx, events) => {
            transactions += 1;
            await writeNames(tx, events);
          }),
        ),
      ),
    );
    await untilEffects(names);
    expect(transactions).toBeLessThan(names.length / 2);
  });

  it('applies only what is in the log, whatever else is published on the stream', async () => {
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    await system.orders.records('tea');
    await untilEffects(['tea']);
    const { data } = await system.orders.broker.jsm.streams.getMessage('ORDERS', { seq: 1 });
    await publishRaw(Buffer.from(data).toString());
    await publishRaw('no JSON at all');
    for (const name of ['coffee', 'cocoa', 'milk']) await system.orders.records(name);
    await untilEffects(['tea', 'coffee', 'cocoa', 'milk']);
    expect(await letters()).toEqual([]);
  });

  it('goes on where it was when it starts again', async () => {
    await system.run(system.orders.relays());
    const consumer = await system.run(system.payments.consumes('orders', writesNames));
    await system.orders.records('tea');
    await untilEffects(['tea']);
    await consumer.stop();
    await system.orders.records('coffee');
    await system.run(system.payments.consumes('orders', writesNames));
    await untilEffects(['tea', 'coffee']);
  });

  it('reads from the publisher what the stream does not reach back to', async () => {
    await system.run(system.orders.relays());
    const names = Array.from({ length: 30 }, (_, index) => `parcel ${index.toString()}`);
    for (const name of names) await system.orders.records(name);
    await eventually(async () => {
      expect((await system.orders.broker.jsm.streams.info('ORDERS')).state.last_seq).toBe(names.length);
    });
    await system.orders.broker.jsm.streams.purge('ORDERS');
    await system.orders.records('live');
    await system.run(system.payments.consumes('orders', writesNames));
    await untilEffects([...names, 'live']);
  });

  it('reads many small events from the publisher, though their attributes are larger than their data', async () => {
    const causation = {
      correlationId: newId(),
      causationId: newId(),
      actorId: newId(),
      idempotencyKey: newId(),
      traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
    };
    const count = 2_000;
    await system.orders.database.transaction((tx) =>
      appendEvents(
        tx,
        Array.from({ length: count }, () => ({
          contract: parcelPacked,
          aggregateId: newId(),
          sequence: 1,
          orderId: newId(),
          causation,
          data: { name: 'x' },
        })),
      ),
    );
    await system.run(system.orders.relays());
    await eventually(async () => {
      expect((await system.orders.broker.jsm.streams.info('ORDERS')).state.last_seq).toBe(count);
    });
    await system.orders.broker.jsm.streams.purge('ORDERS');
    await system.run(system.payments.consumes('orders', writesNames));
    await eventually(
      async () => {
        expect(await system.payments.count('effects')).toBe(count);
      },
      { withinMs: 20_000 },
    );
  });

  const gauge = async (name: string): Promise<readonly (readonly [unknown, number])[]> => {
    const metric = await system.payments.metrics.registry.getSingleMetric(name)?.get();
    return (metric?.values ?? []).map(({ labels, value }) => [labels['consumer'], value] as const);
  };

  it('reports how many events it has not applied yet, and how many wait because of one that failed', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const aggregateId = newId();
    const holds = dispatch(
      on(parcelPacked, async (tx, events) => {
        await held;
        if (events.some(({ data }) => data.name === 'bad')) throw new Error('This one cannot be packed.');
        await writeNames(tx, events);
      }),
    );
    await system.run(system.orders.relays());
    const consumer = await system.run(system.payments.consumes('orders', holds));
    await system.orders.records('tea');
    await eventually(async () => {
      expect(await gauge('oms_consumer_lag_events')).toEqual([['payments.orders', 1]]);
    });
    for (const [index, name] of ['bad', 'worse', 'coffee'].entries())
      await system.orders.records(name, { aggregateId, sequence: index + 1 });
    await eventually(async () => {
      expect(await gauge('oms_consumer_lag_events')).toEqual([['payments.orders', 4]]);
    });
    release();
    await untilEffects(['tea']);
    await eventually(async () => {
      expect(await gauge('oms_consumer_lag_events')).toEqual([['payments.orders', 0]]);
      expect(await gauge('oms_consumer_parked_events')).toEqual([['payments.orders', 3]]);
    });
    await consumer.stop();
    // Only the active reader reports them.
    expect(await gauge('oms_consumer_lag_events')).toEqual([]);
    expect(await gauge('oms_consumer_parked_events')).toEqual([]);
  });

  it('keeps the order of one order, whatever types are mixed', async () => {
    await system.run(system.orders.relays());
    const aggregateId = newId();
    const other = newId();
    await system.orders.database.transaction(async (tx) => {
      await recordIn(tx, 'packed', { aggregateId, sequence: 1 });
      await recordIn(tx, 'sent', { aggregateId, sequence: 2, contract: parcelSent });
      await recordIn(tx, 'other packed', { aggregateId: other, sequence: 1 });
      await recordIn(tx, 'packed again', { aggregateId, sequence: 3 });
    });
    await system.run(system.payments.consumes('orders', writesNames));
    await eventually(async () => {
      const names = (await system.payments.effects()).filter((name) => name !== 'other packed');
      expect(names).toEqual(['packed', 'sent', 'packed again']);
    });
  });
});
