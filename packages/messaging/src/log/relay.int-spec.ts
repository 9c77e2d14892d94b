import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import { Client } from 'pg';
import { dispatch, on } from '../consume/dispatch';
import {
  openContext,
  openTestSystem,
  parcelPacked,
  recordIn,
  type TestSystem,
  writeEffect,
} from '../testing/test-system';

const TIMEOUT = { withinMs: 30_000 };

const writesNames = dispatch(
  on(parcelPacked, async (tx, events) => {
    for (const { data } of events) await writeEffect(tx, data.name);
  }),
);

describe('a relay', () => {
  let system: TestSystem;

  beforeEach(async () => {
    system = await openTestSystem();
  });

  afterEach(async () => {
    await system.close();
  });

  const untilEffects = (names: readonly string[]): Promise<void> =>
    eventually(async () => {
      expect(await system.payments.effects()).toEqual(names);
    }, TIMEOUT);

  const messages = async (): Promise<number> => (await system.orders.broker.jsm.streams.info('ORDERS')).state.messages;

  const inDatabase = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: system.servers.adminUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  };

  it('publishes what was recorded while no relay ran', async () => {
    await system.orders.records('tea');
    await system.orders.records('coffee');
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    await untilEffects(['tea', 'coffee']);
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    const failing = system.orders.database.transaction(async (tx) => {
      await recordIn(tx, 'never');
      throw new Error('Rolled back.');
    });
    await expect(failing).rejects.toThrow('Rolled back.');
    await system.orders.records('tea');
    await untilEffects(['tea']);
  });

  it('publishes an event whose transaction commits after later ones were published', async () => {
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    await system.orders.database.transaction(async (tx) => {
      await recordIn(tx, 'recorded first, committed last');
      await system.orders.database.transaction((other) => recordIn(other, 'recorded last, committed first'), {
        pool: 'work',
      });
      await untilEffects(['recorded last, committed first']);
    });
    await untilEffects(['recorded last, committed first', 'recorded first, committed last']);
  });

  it('keeps the order of an aggregate', async () => {
    const aggregateId = newId();
    const names = Array.from({ length: 40 }, (_, index) => `step ${index.toString()}`);
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    for (const [index, name] of names.entries())
      await system.orders.records(name, { aggregateId, sequence: index + 1 });
    await untilEffects(names);
  });

  it('goes on from what the stream has, when an acknowledgement was lost', async () => {
    const relay = await system.run(system.orders.relays());
    await system.run(system.payments.consumes('orders', writesNames));
    await system.orders.records('tea');
    await untilEffects(['tea']);
    await relay.stop();
    await system.run(system.orders.relays());
    await system.orders.records('coffee');
    await untilEffects(['tea', 'coffee']);
    expect(await messages()).toBe(2);
  });

  it('publishes from one of two instances, and from the other when that one has stopped', async () => {
    const second = await openContext('orders', system.servers, system.nats);
    try {
      const first = await system.run(system.orders.relays());
      await system.run(system.payments.consumes('orders', writesNames));
      await system.orders.records('by the first');
      await untilEffects(['by the first']);
      await system.run(second.relays());
      await system.orders.records('still by the first');
      await untilEffects(['by the first', 'still by the first']);
      expect([await system.orders.isPublishing(), await second.isPublishing()]).toEqual([true, false]);
      await first.stop();
      await second.records('by the second');
      await untilEffects(['by the first', 'still by the first', 'by the second']);
      expect([await system.orders.isPublishing(), await second.isPublishing()]).toEqual([false, true]);
      await system.stopAll();
    } finally {
      await second.close();
    }
  });

  it('goes on after its database session was ended', async () => {
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    await system.orders.records('tea');
    await untilEffects(['tea']);
    await inDatabase(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'oms-orders-relay' and datname = current_database()`,
    );
    await system.orders.records('coffee');
    await untilEffects(['tea', 'coffee']);
  });

  it('keeps events while the broker is unavailable, and publishes them when it is back', async () => {
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    await system.orders.records('tea');
    await untilEffects(['tea']);
    await system.nats.kill();
    await system.orders.records('coffee');
    await system.orders.records('cocoa');
    await system.nats.start();
    await untilEffects(['tea', 'coffee', 'cocoa']);
  });

  it('goes on when the broker lost its disk, and everything takes effect once', async () => {
    await system.run(system.orders.relays(), system.payments.consumes('orders', writesNames));
    for (const name of ['tea', 'coffee']) await system.orders.records(name);
    await untilEffects(['tea', 'coffee']);
    await system.nats.kill();
    await system.orders.records('cocoa');
    await system.nats.start({ empty: true });
    await untilEffects(['tea', 'coffee', 'cocoa']);
    await system.orders.records('milk');
    await untilEffects(['tea', 'coffee', 'cocoa', 'milk']);
  });

  it('delivers what a wiped broker had acknowledged before any consumer had read it', async () => {
    await system.run(system.orders.relays());
    for (const name of ['tea', 'coffee']) await system.orders.records(name);
    await eventually(async () => {
      expect(await messages()).toBe(2);
    });
    await system.nats.kill();
    await system.nats.start({ empty: true });
    await system.run(system.payments.consumes('orders', writesNames));
    await untilEffects(['tea', 'coffee']);
  });

  it.each([
    ['deleted', (): Promise<unknown> => system.orders.broker.jsm.streams.delete('ORDERS')],
    ['purged', (): Promise<unknown> => system.orders.broker.jsm.streams.purge('ORDERS')],
  ])('delivers what was lost with a stream that was %s', async (_how, lose) => {
    await system.run(system.orders.relays());
    for (const name of ['tea', 'coffee']) await system.orders.records(name);
    await eventually(async () => {
      expect(await messages()).toBe(2);
    });
    await lose();
    await system.run(system.payments.consumes('orders', writesNames));
    await untilEffects(['tea', 'coffee']);
  });
});
