import { moneyInput, textInput } from '@oms/subgraph-kit';
import { z } from 'zod';

const SKU_CHARS_MAX = 64;
const NAME_CHARS_MAX = 200;
const REASON_CHARS_MAX = 255;
const SEARCH_CHARS_MAX = 100;
const SKUS_MAX = 100;
/** Ten million of a currency with cents: times the largest quantity, it still fits `bigint`. */
const UNIT_PRICE_MINOR_MAX = 1_000_000_000n;
/** GraphQL's own `Int`, and PostgreSQL's. */
const QUANTITY_MAX = 2_147_483_647;

const sku = z
  .string()
  .max(SKU_CHARS_MAX, `Must have at most ${SKU_CHARS_MAX.toString()} characters.`)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'Must have letters, digits and ". _ -" only, and begin with a letter or a digit.',
  );

const unitPrice = moneyInput
  .refine(({ amountMinor }) => amountMinor > 0n, { path: ['amount'], message: 'Must be more than 0.' })
  .refine(({ amountMinor }) => amountMinor <= UNIT_PRICE_MINOR_MAX, { path: ['amount'], message: 'Is too large.' });

const count = z.int().min(0, 'Must not be negative.').max(QUANTITY_MAX);
const quantity = z.int().min(1, 'Must be at least 1.').max(QUANTITY_MAX);

export const addProductInput = z.object({
  sku,
  name: textInput(NAME_CHARS_MAX),
  unitPrice,
  onHand: count.default(0),
  reorderPoint: count.default(0),
  reorderQuantity: count.default(0),
});

export const updateProductInput = z.object({
  sku,
  name: textInput(NAME_CHARS_MAX).exactOptional(),
  unitPrice: unitPrice.exactOptional(),
  active: z.boolean().exactOptional(),
  reorderPoint: count.exactOptional(),
  reorderQuantity: count.exactOptional(),
});

export const replenishStockInput = z.object({ sku, quantity });

export const adjustStockInput = z.object({
  sku,
  delta: z
    .int()
    .min(-QUANTITY_MAX)
    .max(QUANTITY_MAX)
    .refine((delta) => delta !== 0, 'Must not be 0.'),
  reason: textInput(REASON_CHARS_MAX),
});

/** Nulls count as left out. */
export const productFilter = z.object({
  status: z.array(z.enum(['IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK'])).exactOptional(),
  search: z
    .string()
    .max(SEARCH_CHARS_MAX, `Must have at most ${SEARCH_CHARS_MAX.toString()} characters.`)
    .exactOptional(),
  skus: z.array(z.string()).max(SKUS_MAX, `Must have at most ${SKUS_MAX.toString()} SKUs.`).exactOptional(),
});
