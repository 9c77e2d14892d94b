import { createHash } from 'node:crypto';
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import { productSubgraphs, stopSubgraphs } from '../../testing/product-subgraphs';
import { testGateway, type Asked, type TestGateway } from '../../testing/test-gateway';
import type { HttpContext } from './apollo-server';

const products = '{ products(first: 1) { upc reviews { body author { name } } } }';
const sha256Hash = createHash('sha256').update(products).digest('hex');
const persistedQuery = { version: 1, sha256Hash };

type Request = readonly [what: string, query: string | undefined, asked?: Asked];

/** In this order: some depend on those before. */
const requests: readonly Request[] = [
  ['a query', products],
  ['a mutation', 'mutation { view(upc: "a") { upc } }'],
  ['a media type with statuses', products, { headers: { accept: 'application/graphql-response+json' } }],
  ['a client that takes anything', products, { headers: { accept: '*/*' } }],
  ['a client that takes neither', products, { headers: { accept: 'text/csv' } }],
  ['variables', 'query P($upc: ID!) { product(upc: $upc) { name } }', { variables: { upc: 'b' } }],
  ['variables that do not fit', 'query P($upc: ID!) { product(upc: $upc) { name } }', { variables: {} }],
  ['variables that are none', products, { variables: [] as never }],
  ['one of two operations', 'query A { views } query B { product(upc: "a") { upc } }', { operationName: 'B' }],
  ['none of two operations', 'query A { views } query B { views }'],
  ['an empty name', products, { operationName: '' }],
  ['a field that is not allowed', '{ products(first: 1) { reviews { author { name salary } } } }'],
  ['a document that is none', '{ products'],
  ['a document that does not fit', '{ nothing }'],
  ['a subscription where there is none', 'subscription { nothing }'],
  ['no query', undefined],
  ['a hash that is not registered', undefined, { extensions: { persistedQuery } }],
  ['a hash with its document', products, { extensions: { persistedQuery } }],
  ['a hash that is registered now', undefined, { extensions: { persistedQuery } }],
  ['a hash of something else', '{ views }', { extensions: { persistedQuery } }],
  ['extensions of a client', products, { extensions: { clientLibrary: { name: 'test' } } }],
  ['a field that is refused altogether', '{ me { name } }'],
  ['a fragment within itself', '{ ...F } fragment F on Query { ...F }'],
  ['too many aliases', `{ ${Array.from({ length: 60 }, (_, n) => `a${n.toString()}: views`).join(' ')} }`],
  ['a list that is too long', '{ products(first: 2000) { upc } }'],
  ['more errors than are reported', '{ a b c d e f g h }'],
  ['a document of too many tokens', `{ ${'views '.repeat(2_000)} }`],
  ['the schema', '{ __schema { queryType { name } } products(first: 1) { upc } }'],
];

describe('an answer past Apollo Server', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let seen: string[];
  let direct: TestGateway;
  let byApollo: TestGateway;

  const plugin: ApolloServerPlugin<HttpContext> = {
    requestDidStart: ({ request }) => {
      seen.push(request.query ?? '');
      return Promise.resolve();
    },
  };

  beforeAll(async () => {
    parts = await productSubgraphs();
    seen = [];
    direct = await testGateway(Object.values(parts));
    // With a plugin, Apollo Server answers everything.
    byApollo = await testGateway(Object.values(parts), {}, { plugins: [plugin] });
  });

  afterAll(async () => {
    await Promise.all([direct.stop(), byApollo.stop(), stopSubgraphs(parts)]);
  });

  it.each(requests.map(([what, query, asked]) => ({ what, query, asked })))(
    'is that of Apollo Server: $what',
    async (request) => {
      const responseOf = async (gateway: TestGateway) => {
        const { status, headers, text, result } = await gateway.ask(request.query, request.asked);
        const errors = result.errors?.map(({ path, extensions }: GraphQLError) => ({ path, code: extensions['code'] }));
        const type = headers.get('content-type');
        // The texts of errors may differ.
        return {
          status,
          type,
          cached: headers.get('cache-control'),
          text: errors ?? text,
          isOnlyErrors: !('data' in result),
        };
      };
      expect(await responseOf(direct)).toEqual(await responseOf(byApollo));
    },
  );

  it('is none where a plugin is to see every request', async () => {
    seen.length = 0;
    await byApollo.ask(products);
    expect(seen).toEqual([products]);
  });
});
