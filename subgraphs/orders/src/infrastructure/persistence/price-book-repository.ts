import { rowsOf, type Tx } from '@oms/database';
import type { Instant } from '@oms/kernel';
import type { Price, Prices } from '../../domain/order/lines';
import type { Sku } from '../../domain/order/values';
import { nowMs } from './checkout-repository';
import type { PriceRow } from './entities';

/** A product as of an event of its history. */
export interface PricedProduct extends Price {
  /** The event's place in that history: a later one is never overwritten by an earlier one. */
  readonly sequence: number;
}

type FoundRow = Pick<PriceRow, 'name' | 'amount_minor' | 'currency' | 'active'> & {
  readonly now_ms: number;
  /** Null in the row that is there for the time, when no SKU is known. */
  readonly sku: Sku | null;
};

/** Hot, so it is SQL: the prices of an order that is placed, and the transaction's time, in one round trip. */
const find = `
select now_ms, sku, name, amount_minor, currency, active
from (select ${nowMs} as now_ms) as clock left join price_book on sku = any($1::text[])`;

/** Set-based, so it is SQL: the products of a batch of events, each unless a later event was applied. */
const store = `
insert into price_book (sku, name, amount_minor, currency, active, sequence)
select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::integer[])
on conflict (sku) do update set name = excluded.name, amount_minor = excluded.amount_minor,
  currency = excluded.currency, active = excluded.active, sequence = excluded.sequence
where price_book.sequence < excluded.sequence`;

export const findPrices = async (
  tx: Tx,
  skus: readonly Sku[],
): Promise<{ readonly prices: Prices; readonly now: Instant }> => {
  const rows = await rowsOf<FoundRow>(tx, find, [skus]);
  const prices = new Map<Sku, Price>();
  for (const { sku, name, amount_minor, currency, active } of rows) {
    if (sku !== null)
      prices.set(sku, { sku, name, active, unitPrice: { amountMinor: BigInt(amount_minor), currency } });
  }
  return { prices, now: rows[0]?.now_ms ?? 0 };
};

export const storePrices = async (tx: Tx, products: readonly PricedProduct[]): Promise<void> => {
  if (products.length === 0) return;
  // One statement cannot write a row twice, so only the latest of a product counts. Sorted, so that two batches cannot deadlock.
  const latest = new Map<string, PricedProduct>();
  for (const product of products) {
    if ((latest.get(product.sku)?.sequence ?? 0) < product.sequence) latest.set(product.sku, product);
  }
  const sorted = [...latest.values()].sort((one, other) => (one.sku < other.sku ? -1 : 1));
  await rowsOf(tx, store, [
    sorted.map(({ sku }) => sku),
    sorted.map(({ name }) => name),
    sorted.map(({ unitPrice }) => unitPrice.amountMinor.toString()),
    sorted.map(({ unitPrice }) => unitPrice.currency),
    sorted.map(({ active }) => active),
    sorted.map(({ sequence }) => sequence),
  ]);
};
