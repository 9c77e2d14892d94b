import type { Context } from '@oms/contracts';
import { rowsOf } from '@oms/database';
import { eventually, isolatedPostgres } from '@oms/testing';
import { openShop, parcelPacked, sayIn, type Shop, writeEffect } from '../testing/shop';
import { dispatch, on } from './dispatch';

const PATIENCE = { withinMs: 30_000 };

const writesNames = dispatch(
  on(parcelPacked, async (tx, events) => {
    for (const { data } of events) await writeEffect(tx, data.name);
  }),
);

const untilEffects = (shop: Shop, names: readonly string[]): Promise<void> =>
  eventually(async () => {
    expect([...(await shop.payments.effects())].sort()).toEqual([...names].sort());
  }, PATIENCE);

describe('a consumer whose database dies', () => {
  it('waits for it, and neither loses a message nor blames it', async () => {
    const postgres = await isolatedPostgres<Context>(['orders', 'payments']);
    const shop = await openShop(postgres);
    const { orders, payments } = shop;
    await shop.run(orders.relays(), payments.consumes('orders', writesNames));
    await orders.says('tea');
    await untilEffects(shop, ['tea']);
    await orders.database.transaction(async (tx) => {
      for (const name of ['coffee', 'cocoa', 'milk']) await sayIn(tx, name);
    });
    await postgres.kill();
    await postgres.start();
    await eventually(() => orders.says('sugar'), PATIENCE);
    await untilEffects(shop, ['tea', 'coffee', 'cocoa', 'milk', 'sugar']);
    expect(await payments.count('dead_letters')).toBe(0);
    await shop.close();
    await postgres.remove();
  });
});

describe('a message', () => {
  let shop: Shop;

  beforeEach(async () => {
    shop = await openShop();
  });

  afterEach(async () => {
    await shop.close();
  });

  /** As if the process had died so often in the middle of the message. */
  const dieOn = async (times: number): Promise<void> => {
    const { broker, database } = shop.payments;
    await eventually(() => broker.jsm.consumers.info('ORDERS', 'payments'));
    const consumer = await broker.js.consumers.get('ORDERS', 'payments');
    for (let death = 0; death < times; death += 1) {
      const message = await consumer.next({ expires: 10_000 });
      message?.nak();
    }
    const { data } = await broker.jsm.streams.getMessage('ORDERS', { seq: 1 });
    const { id } = JSON.parse(Buffer.from(data).toString()) as { id: string };
    await rowsOf(database.work, 'insert into delivery_attempts values ($1, $2, $3)', ['payments.orders', id, times]);
  };

  it('that ends the process each time is set aside without another attempt', async () => {
    const { orders, payments } = shop;
    const beforehand = await shop.run(payments.consumes('orders', dispatch()));
    await eventually(() => payments.broker.jsm.consumers.info('ORDERS', 'payments'));
    await beforehand.stop();
    await shop.run(orders.relays());
    await orders.says('dynamite');
    await dieOn(3);
    await shop.run(payments.consumes('orders', writesNames));
    await orders.says('tea');
    await untilEffects(shop, ['tea']);
    await eventually(async () => {
      expect(await rowsOf(payments.database.work, 'select error, deliveries from dead_letters')).toEqual([
        { error: 'The process ended each time while it handled the message.', deliveries: 3 },
      ]);
    });
  });

  it('is finished before the consumer stops', async () => {
    const { orders, payments } = shop;
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
    await shop.run(orders.relays());
    const consumer = await shop.run(payments.consumes('orders', slow));
    await orders.says('tea');
    await eventually(() => {
      expect(begun).toBe(true);
    }, PATIENCE);
    const stopped = consumer.stop();
    release();
    await stopped;
    expect(await payments.effects()).toEqual(['tea']);
    await eventually(async () => {
      expect(await payments.broker.jsm.consumers.info('ORDERS', 'payments')).toMatchObject({ num_ack_pending: 0 });
    });
  });
});
