import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@oms/database';
import {
  type IsolatedNats,
  isolatedNats,
  itTakesEachMutationOnce,
  type KeyedMutations,
  type TestProcess,
  testProcess,
  type TestServers,
  testServers,
} from '@oms/testing';

const root = join(__dirname, '..', '..', '..');
const typeDefs = readFileSync(join(root, 'subgraphs', 'inventory', 'schema.graphql'), 'utf8');

let servers: TestServers<'inventory'>;
let nats: IsolatedNats;
let identity: TestProcess;
let inventory: TestProcess;
let token: string;

beforeAll(async () => {
  [servers, nats] = [await testServers(['inventory']), await isolatedNats()];
  identity = await testProcess({ main: join(root, 'simulators/identity/dist/main.js') });
  inventory = await testProcess({
    main: join(root, 'subgraphs/inventory/dist/main.js'),
    env: {
      DATABASE_URL: servers.schemas.inventory.url,
      NATS_URL: nats.url,
      JWKS_URL: `${identity.url}/jwks`,
      TOKEN_ISSUER: identity.url,
      TOKEN_AUDIENCE: 'oms',
    },
  });
  const response = await fetch(`${identity.url}/token?persona=operator`, { method: 'POST' });
  token = ((await response.json()) as { access_token: string }).access_token;
});

afterAll(async () => {
  await inventory.remove();
  await identity.remove();
  await nats.remove();
  await servers.drop();
});

type Result = Awaited<ReturnType<KeyedMutations['ask']>>;

const ask = async (query: string, variables: object, headers: Readonly<Record<string, string>>): Promise<Result> => {
  const response = await fetch(`${inventory.url}/graphql`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Result;
};

const addProduct = `mutation ($input: AddProductInput!) { addProduct(input: $input) { userErrors { code } } }`;
const price = { amount: '12.50', currencyCode: 'EUR' };

const listed = async (): Promise<string> => {
  const sku = `KEYED-${newId()}`;
  const result = await ask(addProduct, { input: { sku, name: 'Tea', unitPrice: price, onHand: 10 } }, {});
  expect(result).toEqual({ data: { addProduct: { userErrors: [] } } });
  return sku;
};

/** How often the product has changed since it was added. */
const changesOf = async (sku: string): Promise<number> =>
  (await servers.rowCount(`select 1 from inventory.events where aggregate_id = $1`, [sku])) - 1;

const mutations: KeyedMutations = {
  ask,
  prepare: {
    addProduct: () => {
      const input = { sku: `KEYED-${newId()}`, name: 'Tea', unitPrice: price, onHand: 10 };
      return Promise.resolve({
        arguments: { input },
        otherArguments: { input: { ...input, onHand: 11 } },
        effects: async () => (await changesOf(input.sku)) + 1,
      });
    },
    updateProduct: async () => {
      const sku = await listed();
      return {
        arguments: { input: { sku, name: 'Green tea' } },
        otherArguments: { input: { sku, name: 'Black tea' } },
        effects: () => changesOf(sku),
      };
    },
    replenishStock: async () => {
      const sku = await listed();
      return {
        arguments: { input: { sku, quantity: 5 } },
        otherArguments: { input: { sku, quantity: 6 } },
        effects: () => changesOf(sku),
      };
    },
    adjustStock: async () => {
      const sku = await listed();
      return {
        arguments: { input: { sku, delta: -1, reason: 'Lost' } },
        otherArguments: { input: { sku, delta: -2, reason: 'Lost' } },
        effects: () => changesOf(sku),
      };
    },
  },
};

describe('a mutation of inventory', () => {
  itTakesEachMutationOnce(typeDefs, () => mutations);
});
