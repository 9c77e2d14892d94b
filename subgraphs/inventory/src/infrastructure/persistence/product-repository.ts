import {
  lockRows,
  lockThenRead,
  newId,
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
import type { ProductRepository } from '../../application/ports/product-repository';
import type { ProductCommand } from '../../domain/product/commands';
import type { ProductEvent } from '../../domain/product/events';
import { movementOf, productDecider, unlisted, type ListedProduct, type Product } from '../../domain/product/product';
import { newProductEvents } from '../messaging/event-mapping';
import { productSchema, stockLevelSchema, stockMovementSchema, type ProductRow, type StockLevelRow } from './entities';
import { readProducts } from './product-views';
import { lockOfLevels } from './reservation-repository';
import { outcomeOf, storedProduct, type StoredOutcome } from './snapshot';

const UNIQUE_VIOLATION = '23505';

interface Loaded {
  readonly product: Product;
  /** 0 when it is not listed. */
  readonly version: number;
}

const toProductRow = (product: ListedProduct, version: number): ProductRow => ({
  sku: product.sku,
  name: product.name,
  unitPriceMinor: product.unitPrice.amountMinor.toString(),
  currency: product.unitPrice.currency,
  active: product.active,
  reorderQuantity: product.reorderQuantity,
  version,
});

const toLevelColumns = ({ level, reorderPoint }: ListedProduct): Omit<StockLevelRow, 'sku' | 'updatedAt'> => ({
  ...level,
  reorderPoint,
});

const fromRows = (row: ProductRow, { onHand, reserved, reorderPoint }: StockLevelRow): ListedProduct => ({
  status: 'Listed',
  sku: row.sku,
  name: row.name,
  unitPrice: { amountMinor: BigInt(row.unitPriceMinor), currency: row.currency },
  active: row.active,
  reorderPoint,
  reorderQuantity: row.reorderQuantity,
  level: { onHand, reserved },
});

const lockOfProducts = rowLock({ table: 'products', key: 'sku', type: 'text' });

/** The product first, then its level; reservations lock only levels, so that the two cannot deadlock. */
const load = (tx: Tx, sku: string): Promise<Loaded> =>
  lockThenRead(tx, lockOfProducts([sku]), async ([locked]) => {
    if (locked === undefined) return { product: unlisted, version: 0 };
    await lockRows(tx, lockOfLevels([sku]));
    const row = await tx.getRepository(productSchema).findOneByOrFail({ sku });
    const level = await tx.getRepository(stockLevelSchema).findOneByOrFail({ sku });
    return { product: fromRows(row, level), version: row.version };
  });

const insert = async (tx: Tx, product: ListedProduct, version: number): Promise<void> => {
  try {
    await tx.getRepository(productSchema).insert(toProductRow(product, version));
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw new StaleWrite(`Another writer added ${product.sku} meanwhile.`);
  }
  await tx.getRepository(stockLevelSchema).insert({ sku: product.sku, ...toLevelColumns(product) });
};

const update = async (tx: Tx, product: ListedProduct, versions: { was: number; is: number }): Promise<void> => {
  const { sku } = product;
  const { affected } = await tx
    .getRepository(productSchema)
    .update({ sku, version: versions.was }, toProductRow(product, versions.is));
  if (affected !== 1) throw new StaleWrite(`Another writer changed ${sku} meanwhile.`);
  await tx
    .getRepository(stockLevelSchema)
    .update({ sku }, { ...toLevelColumns(product), updatedAt: () => 'clock_timestamp()' });
};

const record = async (tx: Tx, loaded: Loaded, events: readonly ProductEvent[]): Promise<void> => {
  const product = events.reduce(productDecider.evolve, loaded.product);
  if (product.status === 'Unlisted' || events.length === 0) return;
  const versions = { was: loaded.version, is: loaded.version + events.length };
  await (loaded.product.status === 'Unlisted' ? insert(tx, product, versions.is) : update(tx, product, versions));
  const movements = events.flatMap((event) => movementOf(event) ?? []);
  if (movements.length > 0)
    await tx.getRepository(stockMovementSchema).insert(movements.map((movement) => ({ ...movement, id: newId() })));
};

const changeIn = async (
  tx: Tx,
  { command, causation }: { readonly command: ProductCommand; readonly causation: Causation },
  decide: Parameters<ProductRepository['change']>[2],
): Promise<Effect<StoredOutcome>> => {
  const loaded = await load(tx, command.sku);
  const decision = decide(command, loaded.product);
  if (!decision.accepted) return { keep: false, answer: { kind: 'refused', refusal: decision.refusal } };
  await record(tx, loaded, decision.events);
  await appendEvents(tx, newProductEvents(decision.events, loaded.version, causation));
  const [product] = await readProducts(tx, [command.sku]);
  if (product === undefined) throw new Error(`${command.type} was accepted for a product that is not listed.`);
  return { keep: true, answer: storedProduct(product) };
};

export const typeormProductRepository = (database: Database): ProductRepository => ({
  change: (command, { actor, causation }, decide) =>
    database.transaction(async (tx) => {
      const request = {
        actorId: actor.id,
        operation: command.type,
        key: causation.idempotencyKey,
        input: command,
      };
      const result = await once(tx, request, () => changeIn(tx, { command, causation }, decide));
      return result.reused ? { kind: 'KeyReused' } : outcomeOf(result.answer);
    }),
});
