import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Kind, parse, type FieldNode, type SelectionSetNode } from 'graphql';
import { PRODUCTS_PER_PAGE } from './reviews-page';

/**
 * Three subgraphs in one process, `/products`, `/reviews` and `/accounts`, and a key set at `/jwks`. They do as little as
 * possible, so that the gateways are what is measured.
 *
 * `review-subgraphs-process.js JWKS`, forked: it sends its port to its parent, and ends with it.
 */
const [, , jwks = ''] = process.argv;

export interface ReviewSubgraphsMessage {
  readonly type: 'listening';
  readonly port: number;
}

const REVIEWS_PER_PRODUCT = 2;
const USERS = 50;

type Entity = Readonly<Record<string, unknown>>;

interface SubgraphRequest {
  readonly query: string;
  readonly variables: {
    readonly from: number;
    readonly representations: readonly { readonly upc: string; readonly id: string }[];
  };
}

const reviewsOf = (upc: string): readonly Entity[] =>
  Array.from({ length: REVIEWS_PER_PRODUCT }, (_, n) => ({
    __typename: 'Review',
    id: `${upc}-${n.toString()}`,
    body: 'Good quality, and it was delivered on time.',
    author: { __typename: 'User', id: ((Number(upc) * REVIEWS_PER_PRODUCT + n) % USERS).toString() },
  }));

/** By the path of a subgraph: the value of the root field that gateways request from it. */
const subgraphs: Readonly<Record<string, (variables: SubgraphRequest['variables']) => readonly Entity[]>> = {
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

/** The selected part of a value. Not an executor, which would take more time than the gateways that are measured. */
const selected = (value: unknown, set: SelectionSetNode | undefined): unknown => {
  if (set === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => selected(one, set));
  const entity = value as Entity;
  const result: Record<string, unknown> = {};
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const { name, alias, selectionSet } = selection;
      result[(alias ?? name).value] = selected(entity[name.value], selectionSet);
    } else if (selection.kind === Kind.INLINE_FRAGMENT && selection.typeCondition?.name.value === entity['__typename'])
      Object.assign(result, selected(entity, selection.selectionSet));
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

const answerTo = (path: string, request: SubgraphRequest): string => {
  const subgraph = subgraphs[path];
  if (subgraph === undefined) throw new Error(`There is no subgraph at ${path}`);
  const { name, alias, selectionSet } = rootFieldOf(request.query);
  return JSON.stringify({ data: { [(alias ?? name).value]: selected(subgraph(request.variables), selectionSet) } });
};

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = answerTo(request.url ?? '', JSON.parse(Buffer.concat(chunks).toString()) as SubgraphRequest);
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
  const message: ReviewSubgraphsMessage = { type: 'listening', port: (server.address() as AddressInfo).port };
  process.send?.(message);
});
