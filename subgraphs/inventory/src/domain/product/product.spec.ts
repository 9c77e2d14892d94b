import { specify } from '@oms/testing';
import { QUANTITY_MAX } from '../stock/quantity';
import type { AddProduct } from './commands';
import type { ProductAdded, ProductUpdated, StockAdjusted, StockReplenished } from './events';
import { productDecider } from './product';

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

  it('never falls below nothing', () => {
    given(teaAdded)
      .when({ type: 'AdjustStock', sku, delta: -11, reason: 'fire' })
      .thenRefused({ code: 'STOCK_BELOW_RESERVED', reserved: 0 });
  });

  it('never falls below what is held for orders', () => {
    const level = { onHand: 10, reserved: 4 };
    const adjust = { type: 'AdjustStock', sku, delta: -7, reason: 'fire' } as const;
    expect(productDecider.decide(adjust, { status: 'Listed', ...tea, active: true, level })).toEqual({
      accepted: false,
      refusal: { code: 'STOCK_BELOW_RESERVED', reserved: 4 },
    });
  });

  it('never grows beyond what can be counted', () => {
    const tooMuch = { code: 'STOCK_ABOVE_MAXIMUM', maximum: QUANTITY_MAX } as const;
    given(teaAdded).when({ type: 'ReplenishStock', sku, quantity: QUANTITY_MAX }).thenRefused(tooMuch);
    given(teaAdded).when({ type: 'AdjustStock', sku, delta: QUANTITY_MAX, reason: 'found' }).thenRefused(tooMuch);
  });
});
