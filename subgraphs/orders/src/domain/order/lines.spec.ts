import { addMoney, AMOUNT_MINOR_MAX } from '../money';
import { pot, tea } from '../testing/fixtures';
import { lineTotal, type Price, priceItems, QUANTITY_MAX, totalOf } from './lines';
import type { Sku } from './values';

const price = (sku: Sku, amountMinor: bigint, changes: Partial<Price> & { currency?: string } = {}): Price => ({
  sku,
  name: `Name of ${sku}`,
  unitPrice: { amountMinor, currency: changes.currency ?? 'USD' },
  active: changes.active ?? true,
});

const book = (...prices: readonly Price[]) => new Map(prices.map((known) => [known.sku, known]));

describe('pricing', () => {
  it('takes name and price from the price book', () => {
    expect(priceItems([{ sku: tea, quantity: 2 }], book(price(tea, 1250n)))).toEqual({
      priced: true,
      lines: [{ sku: tea, quantity: 2, name: 'Name of TEA-GREEN', unitPrice: { amountMinor: 1250n, currency: 'USD' } }],
    });
  });

  it('merges items of one SKU into one line', () => {
    const items = [
      { sku: tea, quantity: 2 },
      { sku: pot, quantity: 1 },
      { sku: tea, quantity: 3 },
    ];
    expect(priceItems(items, book(price(tea, 1250n), price(pot, 4000n)))).toMatchObject({
      priced: true,
      lines: [
        { sku: tea, quantity: 5 },
        { sku: pot, quantity: 1 },
      ],
    });
  });

  it('names every item without a price, by its place in the order', () => {
    const items = [
      { sku: pot, quantity: 1 },
      { sku: tea, quantity: 1 },
      { sku: 'NOTHING' as Sku, quantity: 1 },
    ];
    expect(priceItems(items, book(price(tea, 1250n), price(pot, 4000n, { active: false })))).toEqual({
      priced: false,
      refusals: [
        { code: 'INACTIVE_PRODUCT', item: 0, sku: pot },
        { code: 'UNKNOWN_PRODUCT', item: 2, sku: 'NOTHING' },
      ],
    });
  });

  it('takes the currency of the first product that has a price', () => {
    const items = [
      { sku: 'NOTHING' as Sku, quantity: 1 },
      { sku: tea, quantity: 1 },
    ];
    expect(priceItems(items, book(price(tea, 1250n)))).toEqual({
      priced: false,
      refusals: [{ code: 'UNKNOWN_PRODUCT', item: 0, sku: 'NOTHING' }],
    });
  });

  it('accepts the largest quantity and the largest total', () => {
    expect(priceItems([{ sku: tea, quantity: QUANTITY_MAX }], book(price(tea, 1n)))).toMatchObject({ priced: true });
    const items = [{ sku: tea, quantity: 1 }];
    expect(priceItems(items, book(price(tea, AMOUNT_MINOR_MAX)))).toMatchObject({ priced: true });
    expect(priceItems(items, book(price(tea, AMOUNT_MINOR_MAX + 1n)))).toMatchObject({ priced: false });
  });

  it('refuses two currencies in one order', () => {
    const items = [
      { sku: tea, quantity: 1 },
      { sku: pot, quantity: 1 },
    ];
    expect(priceItems(items, book(price(tea, 1250n), price(pot, 900n, { currency: 'JPY' })))).toEqual({
      priced: false,
      refusals: [{ code: 'MIXED_CURRENCIES', item: 1, sku: pot }],
    });
  });

  it('counts the merged quantity against the limit', () => {
    const items = [
      { sku: tea, quantity: QUANTITY_MAX },
      { sku: tea, quantity: 1 },
    ];
    expect(priceItems(items, book(price(tea, 1n)))).toMatchObject({
      priced: false,
      refusals: [
        { code: 'QUANTITY_TOO_LARGE', item: 0 },
        { code: 'QUANTITY_TOO_LARGE', item: 1 },
      ],
    });
  });

  it('refuses a total of more digits than the contracts allow', () => {
    expect(priceItems([{ sku: tea, quantity: QUANTITY_MAX }], book(price(tea, 10n ** 17n)))).toEqual({
      priced: false,
      refusals: [{ code: 'TOTAL_TOO_LARGE' }],
    });
  });

  it('adds up beyond what a JavaScript number can count', () => {
    const line = {
      sku: tea,
      name: 'Tea',
      quantity: 3,
      unitPrice: { amountMinor: 9_007_199_254_740_993n, currency: 'JPY' },
    };
    expect(lineTotal(line).amountMinor).toBe(27_021_597_764_222_979n);
    expect(totalOf([line, line])).toEqual({ amountMinor: 54_043_195_528_445_958n, currency: 'JPY' });
  });

  it('never adds one currency to another', () => {
    expect(() => addMoney({ amountMinor: 1n, currency: 'USD' }, { amountMinor: 1n, currency: 'KWD' })).toThrow(
      'Cannot add KWD to USD',
    );
  });
});
