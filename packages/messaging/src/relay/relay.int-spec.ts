import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import { Client } from 'pg';
import { dispatch, on } from '../consume/dispatch';
import { openContext, openShop, parcelPacked, sayIn, type Shop, writeEffect } from '../testing/shop';

const PATIENCE = { withinMs: 30_000 };

const writesNames = dispatch(
  on(parcelPacked, async (tx, events) => {
    for (const { data } of events) await writeEffect(tx, data.name);
  }),
);

describe('a relay', () => {
  let shop: Shop;

  beforeEach(async () => {
    shop = await openShop();
  });

  afterEach(async () => {
    await shop.close();
  });

  const untilEffects = (names: readonly string[]): Promise<void> =>
    eventually(async () => {
      expect(await shop.payments.effects()).toEqual(names);
    }, PATIENCE);

  const messages = async (): Promise<number> => (await shop.orders.broker.jsm.streams.info('ORDERS')).state.messages;

  const inDatabase = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: shop.servers.adminUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  };

  it('publishes what was recorded while no relay ran', async () => {
    await shop.orders.says('tea');
    await shop.orders.says('coffee');
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    await untilEffects(['tea', 'coffee']);
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    const failing = shop.orders.database.transaction(async (tx) => {
      await sayIn(tx, 'never');
      throw new Error('Changed my mind.');
    });
    await expect(failing).rejects.toThrow('Changed my mind.');
    await shop.orders.says('tea');
    await untilEffects(['tea']);
  });

  it('publishes an event whose transaction commits after later ones were published', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    await shop.orders.database.transaction(async (tx) => {
      await sayIn(tx, 'recorded first, committed last');
      await shop.orders.database.transaction((other) => sayIn(other, 'recorded last, committed first'), {
        pool: 'work',
      });
      await untilEffects(['recorded last, committed first']);
    });
    await untilEffects(['recorded last, committed first', 'recorded first, committed last']);
  });

  it('keeps the order of an aggregate', async () => {
    const aggregateId = newId();
    const names = Array.from({ length: 40 }, (_, index) => `step ${index.toString()}`);
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    for (const [index, name] of names.entries()) await shop.orders.says(name, { aggregateId, sequence: index + 1 });
    await untilEffects(names);
  });

  it('publishes again, without a second effect, what it published before it could note that it had', async () => {
    const relay = await shop.run(shop.orders.relays());
    await shop.run(shop.payments.consumes('orders', writesNames));
    await shop.orders.says('tea');
    await untilEffects(['tea']);
    await relay.stop();
    await inDatabase('update orders.events set published_at = null, stream_sequence = null');
    await shop.run(shop.orders.relays());
    await shop.orders.says('coffee');
    await untilEffects(['tea', 'coffee']);
    expect(await messages()).toBe(2);
  });

  it('leaves the publishing to one of two, and takes over when that one is gone', async () => {
    const second = await openContext('orders', shop.servers, shop.nats.url);
    try {
      const first = await shop.run(shop.orders.relays());
      await shop.run(shop.payments.consumes('orders', writesNames));
      await shop.orders.says('by the first');
      await untilEffects(['by the first']);
      await shop.run(second.relays());
      await shop.orders.says('still by the first');
      await untilEffects(['by the first', 'still by the first']);
      expect([await shop.orders.isPublishing(), await second.isPublishing()]).toEqual([true, false]);
      await first.stop();
      await second.says('by the second');
      await untilEffects(['by the first', 'still by the first', 'by the second']);
      expect([await shop.orders.isPublishing(), await second.isPublishing()]).toEqual([false, true]);
      await shop.stopAll();
    } finally {
      await second.close();
    }
  });

  it('goes on after its database session was ended', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    await shop.orders.says('tea');
    await untilEffects(['tea']);
    await inDatabase(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'oms-orders-relay' and datname = current_database()`,
    );
    await shop.orders.says('coffee');
    await untilEffects(['tea', 'coffee']);
  });

  it('keeps events while the broker is away, and publishes them when it is back', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    await shop.orders.says('tea');
    await untilEffects(['tea']);
    await shop.nats.kill();
    await shop.orders.says('coffee');
    await shop.orders.says('cocoa');
    await shop.nats.start();
    await untilEffects(['tea', 'coffee', 'cocoa']);
  });

  it('rebuilds the stream when the broker lost its disk, without a second effect', async () => {
    await shop.run(shop.orders.relays(), shop.payments.consumes('orders', writesNames));
    for (const name of ['tea', 'coffee']) await shop.orders.says(name);
    await untilEffects(['tea', 'coffee']);
    await shop.nats.kill();
    await shop.orders.says('cocoa');
    await shop.nats.start({ empty: true });
    await untilEffects(['tea', 'coffee', 'cocoa']);
    await eventually(async () => {
      expect(await messages()).toBe(3);
    }, PATIENCE);
    await shop.orders.says('milk');
    await untilEffects(['tea', 'coffee', 'cocoa', 'milk']);
  });

  it('delivers what a wiped broker had taken and no consumer had seen yet', async () => {
    await shop.run(shop.orders.relays());
    for (const name of ['tea', 'coffee']) await shop.orders.says(name);
    await eventually(async () => {
      expect(await messages()).toBe(2);
    });
    await shop.nats.kill();
    await shop.nats.start({ empty: true });
    await shop.run(shop.payments.consumes('orders', writesNames));
    await untilEffects(['tea', 'coffee']);
  });

  it.each([
    ['deleted', (): Promise<unknown> => shop.orders.broker.jsm.streams.delete('ORDERS')],
    ['purged', (): Promise<unknown> => shop.orders.broker.jsm.streams.purge('ORDERS')],
  ])('publishes again what a stream lost that was %s', async (_how, lose) => {
    await shop.run(shop.orders.relays());
    for (const name of ['tea', 'coffee']) await shop.orders.says(name);
    await eventually(async () => {
      expect(await messages()).toBe(2);
    });
    await lose();
    await shop.run(shop.payments.consumes('orders', writesNames));
    await untilEffects(['tea', 'coffee']);
  });
});
