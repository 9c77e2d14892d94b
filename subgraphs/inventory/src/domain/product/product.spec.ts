import { specify } from '@oms/testing';
import { QUANTITY_MAX } from '../stock/quantity';
import type { AddProduct } from './commands';
import type { ProductAdded, ProductUpdated, StockAdjusted, StockReplenished } from './events';
import { movementOf, productDecider, unlisted, type Product } from './product';

const { given } = specify(productDecider);

const sku = 'TEA-GREEN';
const price = { amountMinor: 1_250n, currency: 'EUR' };
const tea = { sku, name: 'Green tea', unitPrice: price, reorderPoint: 5, reorderQuantity: 20 };

const addTea: AddProduct = { type: 'AddProduct', ...tea, onHand: 10 };
const teaAdded: ProductAdded = { type: 'ProductAdded', ...tea, active: true, onHand: 10 };
const tenMore: StockReplenished = { type: 'StockReplenished', sku, quantity: 10, onHand: 20 };

describe('a product', () => {
  it('joins the catalogue active, with its first stock', () => {
    given().when(addTea).then(teaAdded);
    given()
      .when(addTea)
      .thenState({
        status: 'Listed',
        sku,
        name: 'Green tea',
        unitPrice: price,
        active: true,
        reorderPoint: 5,
        reorderQuantity: 20,
        level: { onHand: 10, reserved: 0 },
      });
  });

  it('joins the catalogue once', () => {
    given(teaAdded).when(addTea).thenRefused({ code: 'PRODUCT_ALREADY_LISTED' });
  });

  it('keeps what an update leaves out, and its event has all of the product', () => {
    const renamed: ProductUpdated = {
      type: 'ProductUpdated',
      sku,
      name: 'Sencha',
      unitPrice: price,
      active: true,
      reorderPoint: 5,
      reorderQuantity: 20,
    };
    given(teaAdded).when({ type: 'UpdateProduct', sku, name: 'Sencha' }).then(renamed);
  });

  it.each([
    { name: 'Sencha' },
    { unitPrice: { ...price, amountMinor: 1_251n } },
    { unitPrice: { ...price, currency: 'USD' } },
    { active: false },
    { reorderPoint: 6 },
    { reorderQuantity: 21 },
  ])('is updated by a change of one field alone', (change) => {
    const updated = { ...tea, active: true, ...change };
    const command = { type: 'UpdateProduct', sku, ...change } as const;
    given(teaAdded)
      .when(command)
      .then({ type: 'ProductUpdated', ...updated });
    given(teaAdded)
      .when(command)
      .thenState({ status: 'Listed', ...updated, level: { onHand: 10, reserved: 0 } });
  });

  it('has no event when an update changes nothing', () => {
    given(teaAdded)
      .when({ type: 'UpdateProduct', sku, name: 'Green tea', unitPrice: { ...price } })
      .thenNothing();
  });

  it('must be listed before anything else happens to it', () => {
    const notListed = { code: 'PRODUCT_NOT_LISTED' } as const;
    given().when({ type: 'UpdateProduct', sku, active: false }).thenRefused(notListed);
    given().when({ type: 'ReplenishStock', sku, quantity: 1 }).thenRefused(notListed);
    given().when({ type: 'AdjustStock', sku, delta: 1, reason: 'found' }).thenRefused(notListed);
  });
});

describe('the stock of a product', () => {
  it('grows by what was received', () => {
    given(teaAdded).when({ type: 'ReplenishStock', sku, quantity: 10 }).then(tenMore);
  });

  it('is corrected up and down after a stock-take', () => {
    const lost: StockAdjusted = { type: 'StockAdjusted', sku, delta: -3, reason: 'broken', onHand: 17 };
    given(teaAdded, tenMore).when({ type: 'AdjustStock', sku, delta: -3, reason: 'broken' }).then(lost);
  });

  it('never falls below what is held for orders', () => {
    const listed: Product = { status: 'Listed', ...tea, active: true, level: { onHand: 10, reserved: 4 } };
    const adjust = (delta: number) =>
      productDecider.decide({ type: 'AdjustStock', sku, delta, reason: 'broken' }, listed);
    expect(adjust(-6)).toMatchObject({ accepted: true, events: [{ onHand: 4 }] });
    expect(adjust(-7)).toMatchObject({ accepted: false, refusal: { code: 'STOCK_BELOW_RESERVED', reserved: 4 } });
  });

  it('changes by its events', () => {
    given(teaAdded)
      .when({ type: 'ReplenishStock', sku, quantity: 10 })
      .thenState({ status: 'Listed', ...tea, active: true, level: { onHand: 20, reserved: 0 } });
    given(teaAdded)
      .when({ type: 'AdjustStock', sku, delta: -3, reason: 'broken' })
      .thenState({ status: 'Listed', ...tea, active: true, level: { onHand: 7, reserved: 0 } });
  });

  it('changes by no event of a product that is not listed', () => {
    expect(productDecider.evolve(unlisted, tenMore)).toEqual(unlisted);
  });

  it('never falls below nothing', () => {
    given(teaAdded)
      .when({ type: 'AdjustStock', sku, delta: -11, reason: 'fire' })
      .thenRefused({ code: 'STOCK_BELOW_RESERVED', reserved: 0 });
  });

  it('never grows beyond what can be counted', () => {
    const tooMuch = { code: 'STOCK_ABOVE_MAXIMUM', maximum: QUANTITY_MAX } as const;
    given(teaAdded).when({ type: 'ReplenishStock', sku, quantity: QUANTITY_MAX }).thenRefused(tooMuch);
    given(teaAdded).when({ type: 'AdjustStock', sku, delta: QUANTITY_MAX, reason: 'found' }).thenRefused(tooMuch);
    const all = QUANTITY_MAX - teaAdded.onHand;
    const replenished: StockReplenished = { type: 'StockReplenished', sku, quantity: all, onHand: QUANTITY_MAX };
    given(teaAdded).when({ type: 'ReplenishStock', sku, quantity: all }).then(replenished);
    const found: StockAdjusted = { type: 'StockAdjusted', sku, delta: all, reason: 'found', onHand: QUANTITY_MAX };
    given(teaAdded).when({ type: 'AdjustStock', sku, delta: all, reason: 'found' }).then(found);
  });
});

describe('a movement of the ledger', () => {
  it.each([
    [teaAdded, { sku, kind: 'INITIAL', onHandDelta: 10, reservedDelta: 0 }],
    [tenMore, { sku, kind: 'REPLENISHED', onHandDelta: 10, reservedDelta: 0 }],
    [
      { type: 'StockAdjusted', sku, delta: -3, reason: 'broken', onHand: 17 } as const,
      { sku, kind: 'ADJUSTED', onHandDelta: -3, reservedDelta: 0, reason: 'broken' },
    ],
  ])('follows from each event that changes the stock', (event, movement) => {
    expect(movementOf(event)).toEqual(movement);
  });
});
