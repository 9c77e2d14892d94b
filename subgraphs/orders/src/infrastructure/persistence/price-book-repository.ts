import { rowsOf, type Tx } from '@oms/database';
import type { Instant } from '../../domain/instant';
import type { Price, Prices } from '../../domain/order/lines';
import type { Sku } from '../../domain/order/values';
import { nowMs } from './typeorm-checkouts';

/** A product as an event of its own history tells it. */
export interface PricedProduct extends Price {
  /** The event's place in that history: a later one is never overwritten by an earlier one. */
  readonly sequence: number;
}

interface PriceRow {
  readonly now_ms: number;
  readonly sku: Sku | null;
  readonly name: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly active: boolean;
}

/** There is a row for the time also when no SKU is known. */
const find = `
select now_ms, sku, name, amount_minor, currency, active
from (select ${nowMs} as now_ms) as clock left join price_book on sku = any($1::text[])`;

const keep = `
insert into price_book (sku, name, amount_minor, currency, active, sequence)
select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::boolean[], $6::integer[])
on conflict (sku) do update set name = excluded.name, amount_minor = excluded.amount_minor,
  currency = excluded.currency, active = excluded.active, sequence = excluded.sequence
where price_book.sequence < excluded.sequence`;

export const findPrices = async (
  tx: Tx,
  skus: readonly Sku[],
): Promise<{ readonly prices: Prices; readonly now: Instant }> => {
  const rows = await rowsOf<PriceRow>(tx, find, [skus]);
  const prices = new Map<Sku, Price>();
  for (const { sku, name, amount_minor, currency, active } of rows) {
    if (sku !== null)
      prices.set(sku, { sku, name, active, unitPrice: { amountMinor: BigInt(amount_minor), currency } });
  }
  return { prices, now: rows[0]?.now_ms ?? 0 };
};

export const keepPrices = async (tx: Tx, products: readonly PricedProduct[]): Promise<void> => {
  if (products.length === 0) return;
  // One statement cannot write a row twice, so only the latest of a product counts. Sorted, lest two batches deadlock.
  const latest = new Map<string, PricedProduct>();
  for (const product of products) {
    if ((latest.get(product.sku)?.sequence ?? 0) < product.sequence) latest.set(product.sku, product);
  }
  const sorted = [...latest.values()].sort((one, other) => (one.sku < other.sku ? -1 : 1));
  await rowsOf(tx, keep, [
    sorted.map(({ sku }) => sku),
    sorted.map(({ name }) => name),
    sorted.map(({ unitPrice }) => unitPrice.amountMinor.toString()),
    sorted.map(({ unitPrice }) => unitPrice.currency),
    sorted.map(({ active }) => active),
    sorted.map(({ sequence }) => sequence),
  ]);
};
