import { testSubgraph, type TestSubgraph } from './test-subgraph';

const people = new Map([
  ['1', { id: '1', name: 'Ada', salary: 100 }],
  ['2', { id: '2', name: 'Grace', salary: 200 }],
]);

/** Three independent subgraphs: products, reviews and accounts. */
export const productSubgraphs = async (): Promise<{
  products: TestSubgraph;
  reviews: TestSubgraph;
  accounts: TestSubgraph;
}> => {
  let views = 0;
  const products = await testSubgraph({
    name: 'products',
    typeDefs: `
      type Query { products(first: Int): [Product!]!  product(upc: ID!): Product  views: Int! }
      type Mutation { view(upc: ID!): Product }
      type Product @key(fields: "upc") { upc: ID! name: String price: Int weight: Int! related: [Product!] }`,
    resolvers: {
      Query: {
        products: (_: unknown, { first = 2 }: { first?: number }) =>
          ['a', 'b', 'c'].slice(0, first).map((upc) => ({ upc })),
        product: (_: unknown, { upc }: { upc: string }) => ({ upc }),
        views: () => views,
      },
      Mutation: { view: (_: unknown, { upc }: { upc: string }) => ({ upc, views: (views += 1) }) },
      Product: {
        __resolveReference: (reference: unknown) => reference,
        name: ({ upc }: { upc: string }) => `Product ${upc}`,
        price: ({ upc }: { upc: string }) => upc.charCodeAt(0),
        weight: () => 7,
        related: () => [{ upc: 'a' }],
      },
    },
  });
  const reviews = await testSubgraph({
    name: 'reviews',
    typeDefs: `
      type Product @key(fields: "upc") { upc: ID! weight: Int! @external reviews: [Review!] postage: Int @requires(fields: "weight") }
      type Review { id: ID! body: String author: User }
      type User @key(fields: "id", resolvable: false) { id: ID! }`,
    resolvers: {
      Product: {
        __resolveReference: (reference: unknown) => reference,
        postage: ({ weight }: { weight: number }) => weight * 2,
        reviews: ({ upc }: { upc: string }) => [
          { id: `${upc}1`, body: 'Good', author: { id: '1' } },
          { id: `${upc}2`, body: 'Bad', author: { id: '2' } },
        ],
      },
    },
  });
  const accounts = await testSubgraph({
    name: 'accounts',
    typeDefs: `
      type Query { me: User @authenticated }
      type User @key(fields: "id") { id: ID! name: String salary: Int @requiresScopes(scopes: [["payroll:read"], ["admin", "audit"]]) }`,
    resolvers: {
      Query: { me: () => people.get('1') },
      User: { __resolveReference: ({ id }: { id: string }) => people.get(id) },
    },
  });
  return { products, reviews, accounts };
};

export const stopSubgraphs = async (parts: Record<string, TestSubgraph>): Promise<void> => {
  await Promise.all(Object.values(parts).map((part) => part.stop()));
};
