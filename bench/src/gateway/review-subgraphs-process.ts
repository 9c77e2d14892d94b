import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Kind, parse, type FieldNode, type SelectionSetNode } from 'graphql';
import { PRODUCTS_PER_PAGE } from './shop-page';

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

type Thing = Readonly<Record<string, unknown>>;

interface Asked {
  readonly query: string;
  readonly variables: {
    readonly from: number;
    readonly representations: readonly { readonly upc: string; readonly id: string }[];
  };
}

const reviewsOf = (upc: string): readonly Thing[] =>
  Array.from({ length: REVIEWS_PER_PRODUCT }, (_, n) => ({
    __typename: 'Review',
    id: `${upc}-${n.toString()}`,
    body: 'It does what it says, and it came on time.',
    author: { __typename: 'User', id: ((Number(upc) * REVIEWS_PER_PRODUCT + n) % USERS).toString() },
  }));

/** What each subgraph has, by its path: the value of the one root field that it is asked for. */
const subgraphs: Readonly<Record<string, (variables: Asked['variables']) => readonly Thing[]>> = {
  '/products': ({ from }) =>
    Array.from({ length: PRODUCTS_PER_PAGE }, (_, n) => {
      const upc = (from + n).toString();
      return { __typename: 'Product', upc, name: `Product ${upc}`, price: upc.length * 100 };
    }),
  '/reviews': ({ representations }) =>
    representations.map(({ upc }) => ({ __typename: 'Product', upc, reviews: reviewsOf(upc) })),
  '/accounts': ({ representations }) =>
    representations.map(({ id }) => ({ __typename: 'User', id, name: `User ${id}` })),
};

/** The part of a value that is selected. A few lines instead of an executor, which would take more time than a gateway. */
const selected = (value: unknown, set: SelectionSetNode | undefined): unknown => {
  if (set === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => selected(one, set));
  const thing = value as Thing;
  const result: Record<string, unknown> = {};
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const { name, alias, selectionSet } = selection;
      result[(alias ?? name).value] = selected(thing[name.value], selectionSet);
    } else if (selection.kind === Kind.INLINE_FRAGMENT && selection.typeCondition?.name.value === thing['__typename'])
      Object.assign(result, selected(thing, selection.selectionSet));
  }
  return result;
};

const rootFields = new Map<string, FieldNode>();

const rootFieldOf = (query: string): FieldNode => {
  const known = rootFields.get(query);
  if (known !== undefined) return known;
  const [operation] = parse(query, { noLocation: true }).definitions;
  const [field] = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  if (field?.kind !== Kind.FIELD) throw new Error(`Not a query that gateways send: ${query}`);
  rootFields.set(query, field);
  return field;
};

const answerTo = (path: string, asked: Asked): string => {
  const subgraph = subgraphs[path];
  if (subgraph === undefined) throw new Error(`There is no subgraph at ${path}`);
  const { name, alias, selectionSet } = rootFieldOf(asked.query);
  return JSON.stringify({ data: { [(alias ?? name).value]: selected(subgraph(asked.variables), selectionSet) } });
};

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = answerTo(request.url ?? '', JSON.parse(Buffer.concat(chunks).toString()) as Asked);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
};

const server = createServer((request, response) => {
  if (request.url === '/jwks') response.setHeader('content-type', 'application/json').end(jwks);
  else answer(request, response);
});

process.on('disconnect', () => {
  process.exit(0);
});
server.listen(0, '127.0.0.1', () => {
  const news: ShopNews = { type: 'listening', port: (server.address() as AddressInfo).port };
  process.send?.(news);
});
