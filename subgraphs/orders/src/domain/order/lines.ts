import { addMoney, AMOUNT_MINOR_MAX, type Money, timesMoney } from '../money';
import type { PricingRefusal } from './refusals';
import type { Sku } from './values';

export const ITEMS_MAX = 100;
/** Of one SKU in one order, however many items name it. */
export const QUANTITY_MAX = 10_000;

/** What a customer orders. */
export interface Item {
  readonly sku: Sku;
  readonly quantity: number;
}

/** An item at the price that the order was placed at; one per SKU. */
export interface OrderLine extends Item {
  readonly name: string;
  readonly unitPrice: Money;
}

/** A product in the price book. */
export interface Price {
  readonly sku: Sku;
  readonly name: string;
  readonly unitPrice: Money;
  /** Only active products are sold. */
  readonly active: boolean;
}

export type Prices = ReadonlyMap<Sku, Price>;

export type Pricing =
  | { readonly priced: true; readonly lines: readonly OrderLine[] }
  | { readonly priced: false; readonly refusals: readonly PricingRefusal[] };

export const lineTotal = ({ unitPrice, quantity }: OrderLine): Money => timesMoney(unitPrice, quantity);

export const totalOf = (lines: readonly OrderLine[]): Money => lines.map(lineTotal).reduce(addMoney);

/** The same SKU twice is one line with the quantities added. */
const quantitiesPerSku = (items: readonly Item[]): ReadonlyMap<Sku, number> => {
  const quantities = new Map<Sku, number>();
  for (const { sku, quantity } of items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return quantities;
};

/** Takes each item's price from the price book, never from the customer, and names every item that has none. */
export const priceItems = (items: readonly Item[], prices: Prices): Pricing => {
  const quantities = quantitiesPerSku(items);
  const currency = items.map(({ sku }) => prices.get(sku)?.unitPrice.currency).find((known) => known !== undefined);

  const refusalOf = ({ sku }: Item, item: number): readonly PricingRefusal[] => {
    const price = prices.get(sku);
    if (price === undefined) return [{ code: 'UNKNOWN_PRODUCT', item, sku }];
    if (!price.active) return [{ code: 'INACTIVE_PRODUCT', item, sku }];
    if (price.unitPrice.currency !== currency) return [{ code: 'MIXED_CURRENCIES', item, sku }];
    return (quantities.get(sku) ?? 0) > QUANTITY_MAX ? [{ code: 'QUANTITY_TOO_LARGE', item, sku }] : [];
  };
  const refusals = items.flatMap(refusalOf);
  if (refusals.length > 0) return { priced: false, refusals };

  const lines = [...quantities].flatMap(([sku, quantity]): readonly OrderLine[] => {
    const price = prices.get(sku);
    return price === undefined ? [] : [{ sku, quantity, name: price.name, unitPrice: price.unitPrice }];
  });
  if (totalOf(lines).amountMinor > AMOUNT_MINOR_MAX) {
    return { priced: false, refusals: [{ code: 'TOTAL_TOO_LARGE' }] };
  }
  return { priced: true, lines };
};
