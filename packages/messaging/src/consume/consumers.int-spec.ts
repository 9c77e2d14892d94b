import { eventually } from '@oms/testing';
import { openShop, parcelPacked, parcelSent, type Shop, writeEffect } from '../testing/shop';
import { dispatch, on } from './dispatch';

describe('a consumer', () => {
  let shop: Shop;

  beforeEach(async () => {
    shop = await openShop();
  });

  afterEach(async () => {
    await shop.close();
  });

  const writesNames = dispatch(
    on(parcelPacked, async (tx, events) => {
      for (const { data } of events) await writeEffect(tx, data.name);
    }),
  );

  it('handles what another context said', async () => {
    const { orders, payments } = shop;
    await shop.run(orders.relays(), payments.consumes('orders', writesNames));
    await orders.says('tea');
    await eventually(async () => {
      expect(await payments.effects()).toEqual(['tea']);
    });
    void parcelSent;
  });
});
