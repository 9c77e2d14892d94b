import { parseKeyedInput, type KeyedInput } from '@oms/subgraph-kit';
import type { z } from 'zod';
import type { InventoryApplication } from '../../application';
import type { Origin, ProductOutcome } from '../../application/ports/products';
import type { ApiContext } from '../context';
import type { MutationResolvers } from '../generated/schema-types';
import { addProductInput, adjustStockInput, replenishStockInput, updateProductInput } from '../inputs';
import { refusedPayload, toPayload, type ProductPayload } from '../user-errors';

const originOf = ({ actor, correlationId, traceparent }: ApiContext, idempotencyKey: string | undefined): Origin => {
  if (actor === undefined) throw new Error('A mutation ran without a caller: its scopes are missing in the SDL.');
  return { caller: actor.id, correlationId, traceparent, idempotencyKey };
};

interface Change<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly run: (
    commands: InventoryApplication['commands'],
  ) => (command: z.output<Schema>, origin: Origin) => Promise<ProductOutcome>;
  /** Named when the count is what is refused. */
  readonly countField: string;
}

/** Input → command → use case → payload. */
const changing =
  <Schema extends z.ZodType>({ schema, run, countField }: Change<Schema>) =>
  async (_root: object, { input }: { readonly input: KeyedInput }, context: ApiContext): Promise<ProductPayload> => {
    const parsed = parseKeyedInput(schema, input, context);
    if (!parsed.ok) return refusedPayload(parsed.userErrors);
    const { command, idempotencyKey } = parsed.value;
    const origin = originOf(context, idempotencyKey);
    return toPayload(await run(context.inventory.commands)(command, origin), countField);
  };

export const mutation: MutationResolvers = {
  addProduct: changing({
    schema: addProductInput,
    run: ({ addProduct }) => addProduct,
    countField: 'onHand',
  }),
  updateProduct: changing({
    schema: updateProductInput,
    run: ({ updateProduct }) => updateProduct,
    countField: 'sku',
  }),
  replenishStock: changing({
    schema: replenishStockInput,
    run: ({ replenishStock }) => replenishStock,
    countField: 'quantity',
  }),
  adjustStock: changing({
    schema: adjustStockInput,
    run: ({ adjustStock }) => adjustStock,
    countField: 'delta',
  }),
};
