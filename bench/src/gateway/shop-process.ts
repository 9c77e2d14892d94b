import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSchema, execute, parse, type DocumentNode, type ExecutionArgs, type GraphQLSchema } from 'graphql';

/**
 * Three subgraphs in one process, `/products`, `/reviews` and `/accounts`, and a key set at `/jwks`. They do as little as
 * subgraphs can, so that the gateways are what is measured.
 *
 * `shop-process.js JWKS`, forked: it says where it listens, and ends with its parent.
 */
const [, , jwks = ''] = process.argv;

export interface ShopNews {
  readonly type: 'listening';
  readonly port: number;
}

const REVIEWS_PER_PRODUCT = 2;
const USERS = 50;

interface Representation {
  readonly upc: string;
  readonly id: string;
}

const entities = `
  scalar _Any
  type Query { _entities(representations: [_Any!]!): [_Entity]! }
`;

const product = (upc: string) => ({ upc, name: `Product ${upc}`, price: upc.length * 100 });
const reviewsOf = (upc: string) =>
  Array.from({ length: REVIEWS_PER_PRODUCT }, (_, n) => ({
    id: `${upc}-${n.toString()}`,
    body: 'It does what it says, and it came on time.',
    author: { id: ((Number(upc) * REVIEWS_PER_PRODUCT + n) % USERS).toString() },
  }));

interface Subgraph {
  readonly schema: GraphQLSchema;
  readonly rootValue: object;
}

const subgraphs: Readonly<Record<string, Subgraph>> = {
  '/products': {
    schema: buildSchema(`
      type Query { products(from: Int!, count: Int!): [Product!]! }
      type Product { upc: ID! name: String! price: Int! }`),
    rootValue: {
      products: ({ from, count }: { readonly from: number; readonly count: number }) =>
        Array.from({ length: count }, (_, n) => product((from + n).toString())),
    },
  },
  '/reviews': {
    schema: buildSchema(`${entities} union _Entity = Product
      type Product { upc: ID! reviews: [Review!]! } type Review { id: ID! body: String! author: User! } type User { id: ID! }`),
    rootValue: {
      _entities: ({ representations }: { readonly representations: readonly Representation[] }) =>
        representations.map(({ upc }) => ({ __typename: 'Product', upc, reviews: reviewsOf(upc) })),
    },
  },
  '/accounts': {
    schema: buildSchema(`${entities} union _Entity = User type User { id: ID! name: String! }`),
    rootValue: {
      _entities: ({ representations }: { readonly representations: readonly Representation[] }) =>
        representations.map(({ id }) => ({ __typename: 'User', id, name: `User ${id}` })),
    },
  },
};

const documents = new Map<string, DocumentNode>();

const documentOf = (query: string): DocumentNode => {
  const document = documents.get(query) ?? parse(query, { noLocation: true });
  documents.set(query, document);
  return document;
};

interface Asked {
  readonly query: string;
  readonly variables?: ExecutionArgs['variableValues'];
}

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const subgraph = subgraphs[request.url ?? ''];
  if (subgraph === undefined) throw new Error(`There is no subgraph at ${request.url ?? ''}`);
  const { query, variables } = JSON.parse(await text(request)) as Asked;
  const result = JSON.stringify(await execute({ ...subgraph, document: documentOf(query), variableValues: variables }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(result) });
  response.end(result);
};

const server = createServer((request, response) => {
  if (request.url === '/jwks') response.setHeader('content-type', 'application/json').end(jwks);
  else answer(request, response).catch(() => response.destroy());
});

process.on('disconnect', () => {
  process.exit(0);
});
server.listen(0, '127.0.0.1', () => {
  const news: ShopNews = { type: 'listening', port: (server.address() as AddressInfo).port };
  process.send?.(news);
});
