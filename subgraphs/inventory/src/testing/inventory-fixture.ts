import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '@oms/kernel';
import { subgraphSchema, type RequestContext } from '@oms/subgraph-kit';
import { createLogger } from '@oms/telemetry';
import { graphql, parse, subscribe, type ExecutionResult } from 'graphql';
import { apiContext } from '../api/context';
import { resolvers } from '../api/resolvers';
import { inventoryApplication } from '../application';
import { inMemoryInventory } from '../application/testing/in-memory-inventory';
import { requestsOf, reserve } from '../application/testing/repositories-under-test';
import { decideBatch } from '../domain/reservation/reservation-batch';

export const noon = Date.parse('2026-11-21T12:00:00.000Z');
const orderId = '0192f0c1-7a10-7000-8000-000000000001' as Id<'Order'>;

const schema = subgraphSchema({
  typeDefs: readFileSync(join(__dirname, '..', '..', 'schema.graphql'), 'utf8'),
  resolvers,
});

const logger = createLogger({ name: 'inventory-test', level: 'silent' });

export const requestOf = (subject: string | undefined, scopes: readonly string[] = []): RequestContext => ({
  actor:
    subject === undefined ? undefined : { id: subject, scopes: new Set(scopes), expiresAt: Infinity, token: 'token' },
  correlationId: 'test',
  traceparent: undefined,
  logger,
});

export const anonymous = requestOf(undefined);
export const ada = requestOf('ada');
export const grace = requestOf('grace');
export const olga = requestOf('olga', ['inventory:manage']);

const productFields = `sku name unitPrice { amount currencyCode } active
  stock { onHand reserved available status reorderPoint reorderQuantity updatedAt }`;

export const addProduct = `mutation ($input: AddProductInput!) {
  result: addProduct(input: $input) { product { ${productFields} } userErrors { field code } }
}`;
export const replenishStock = `mutation ($input: ReplenishStockInput!) {
  result: replenishStock(input: $input) { product { stock { onHand } } userErrors { field code } }
}`;
export const adjustStock = `mutation ($input: AdjustStockInput!) {
  result: adjustStock(input: $input) { product { stock { onHand } } userErrors { field code } }
}`;
export const updateProduct = `mutation ($input: UpdateProductInput!) {
  result: updateProduct(input: $input) { product { name active unitPrice { amount } } userErrors { field code } }
}`;
const reservation = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Order { reservation { status lines { quantity product { name } } expiresAt } }
  }
}`;

export const tea = { sku: 'TEA', name: 'Green tea', unitPrice: { amount: '12.50', currencyCode: 'EUR' } };

/** The API of inventory over in-memory ports. */
export const inventoryFixture = () => {
  const ports = inMemoryInventory(noon);
  const contextOf = apiContext(inventoryApplication(ports));
  const execute = async (source: string, variableValues: Record<string, unknown>, request: RequestContext) =>
    graphql({ schema, source, variableValues, contextValue: contextOf(request) });
  return {
    execute,
    /** The payload of the mutation; the errors, if it has none. */
    change: async (source: string, input: object, request: RequestContext = olga): Promise<unknown> => {
      const { data, errors } = await execute(source, { input }, request);
      return errors ?? data?.['result'];
    },
    /** Two of TEA. */
    reserveForAda: () =>
      ports.reservations.changeAll(requestsOf([reserve(orderId, { sku: 'TEA', quantity: 2 })]), decideBatch),
    reservationFor: async (request: RequestContext, id: string = orderId): Promise<unknown> => {
      const { data } = await execute(reservation, { representations: [{ __typename: 'Order', id }] }, request);
      return data?.['_entities'];
    },
    watch: (request: RequestContext, sku?: string) =>
      subscribe({
        schema,
        document: parse(`subscription ($sku: ID) { stockChanged(sku: $sku) { stock { onHand } } }`),
        variableValues: { sku },
        contextValue: contextOf(request),
      }),
  };
};

export const refusedFor = (field: string, code = 'INVALID') => ({
  product: null,
  userErrors: [{ field: field.split('.'), code }],
});

export const codesOf = ({ errors = [] }: ExecutionResult): readonly unknown[] =>
  errors.map(({ extensions }) => extensions['code']);
