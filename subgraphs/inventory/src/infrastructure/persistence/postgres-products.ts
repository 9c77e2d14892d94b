import {
  lockRows,
  lockThenRead,
  once,
  rowLock,
  sqlStateOf,
  StaleWrite,
  type Database,
  type Effect,
  type Tx,
} from '@oms/database';
import type { Causation } from '@oms/kernel';
import { appendEvents } from '@oms/messaging';
import type { Origin, ProductOutcome, Products } from '../../application/ports/products';
import type { ProductView } from '../../application/views';
import type { ProductCommand } from '../../domain/product/commands';
import type { ProductEvent } from '../../domain/product/events';
import { movementOf, productDecider, unlisted, type ListedProduct, type Product } from '../../domain/product/product';
import { publishedProductEvents } from '../messaging/publish';
import { lockOfLevels } from './postgres-reservations';
import { readProducts } from './postgres-stock-views';
import { fromProductRow, productSchema, stockLevelSchema, toLevelColumns, toProductRow } from './product-row';
import { appendMovements } from './stock-movements';

const UNIQUE_VIOLATION = '23505';

interface Loaded {
  readonly product: Product;
  /** 0 when it is not listed. */
  readonly version: number;
}

const lockOfProducts = rowLock({ table: 'products', key: 'sku', type: 'text' });

/** The product first, then its level; reservations lock only levels, so that the two never wait in a circle. */
const load = (tx: Tx, sku: string): Promise<Loaded> =>
  lockThenRead(tx, lockOfProducts([sku]), async ([locked]) => {
    if (locked === undefined) return { product: unlisted, version: 0 };
    await lockRows(tx, lockOfLevels([sku]));
    const [row, level] = [
      await tx.findOneByOrFail(productSchema, { sku }),
      await tx.findOneByOrFail(stockLevelSchema, { sku }),
    ];
    return { product: fromProductRow(row, level), version: row.version };
  });

const insert = async (tx: Tx, product: ListedProduct, version: number): Promise<void> => {
  try {
    await tx.insert(productSchema, toProductRow(product, version));
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw new StaleWrite(`Another writer listed ${product.sku} meanwhile.`);
  }
  await tx.insert(stockLevelSchema, { sku: product.sku, ...toLevelColumns(product) });
};

const update = async (tx: Tx, product: ListedProduct, versions: { was: number; is: number }): Promise<void> => {
  const { sku } = product;
  const { affected } = await tx.update(
    productSchema,
    { sku, version: versions.was },
    toProductRow(product, versions.is),
  );
  if (affected !== 1) throw new StaleWrite(`Another writer changed ${sku} meanwhile.`);
  await tx.update(stockLevelSchema, { sku }, { ...toLevelColumns(product), updatedAt: () => 'clock_timestamp()' });
};

const record = async (tx: Tx, loaded: Loaded, events: readonly ProductEvent[]): Promise<void> => {
  const product = events.reduce(productDecider.evolve, loaded.product);
  if (product.status === 'Unlisted' || events.length === 0) return;
  const versions = { was: loaded.version, is: loaded.version + events.length };
  await (loaded.product.status === 'Unlisted' ? insert(tx, product, versions.is) : update(tx, product, versions));
  await appendMovements(
    tx,
    events.flatMap((event) => movementOf(event) ?? []),
  );
};

const causationOf = ({ caller, correlationId, traceparent, idempotencyKey }: Origin): Causation => ({
  correlationId,
  actorId: caller,
  ...(traceparent !== undefined && { traceparent }),
  ...(idempotencyKey !== undefined && { idempotencyKey }),
});

/** An outcome as it is kept for a repeated request: plain JSON. */
type KeptOutcome =
  Exclude<ProductOutcome, { kind: 'changed' }> | { readonly kind: 'changed'; readonly product: Snapshot };

type Snapshot = Omit<ProductView, 'unitPrice' | 'stock'> & {
  readonly unitPrice: { readonly amountMinor: string; readonly currency: string };
  readonly stock: Omit<ProductView['stock'], 'updatedAt'> & { readonly updatedAt: string };
};

const toSnapshot = ({ unitPrice, stock, ...product }: ProductView): Snapshot => ({
  ...product,
  unitPrice: { ...unitPrice, amountMinor: unitPrice.amountMinor.toString() },
  stock: { ...stock, updatedAt: stock.updatedAt.toISOString() },
});

const fromSnapshot = ({ unitPrice, stock, ...product }: Snapshot): ProductView => ({
  ...product,
  unitPrice: { ...unitPrice, amountMinor: BigInt(unitPrice.amountMinor) },
  stock: { ...stock, updatedAt: new Date(stock.updatedAt) },
});

const changeIn = async (
  tx: Tx,
  { command, origin }: { readonly command: ProductCommand; readonly origin: Origin },
  decide: Parameters<Products['change']>[2],
): Promise<Effect<KeptOutcome>> => {
  const loaded = await load(tx, command.sku);
  const decision = decide(command, loaded.product);
  if (!decision.accepted) return { keep: false, answer: { kind: 'refused', refusal: decision.refusal } };
  await record(tx, loaded, decision.events);
  await appendEvents(tx, publishedProductEvents(decision.events, loaded.version, causationOf(origin)));
  const [product] = await readProducts(tx, [command.sku]);
  if (product === undefined) throw new Error(`${command.type} was accepted for a product that is not listed.`);
  return { keep: true, answer: { kind: 'changed', product: toSnapshot(product) } };
};

export const postgresProducts = (database: Database): Products => ({
  change: (command, origin, decide) =>
    database.transaction(async (tx) => {
      const { caller, idempotencyKey: key } = origin;
      const request = { actorId: caller, operation: command.type, key, input: command };
      const result = await once(tx, request, () => changeIn(tx, { command, origin }, decide));
      if (result.reused) return { kind: 'keyReused' };
      const { answer } = result;
      return answer.kind === 'changed' ? { kind: 'changed', product: fromSnapshot(answer.product) } : answer;
    }),
});
