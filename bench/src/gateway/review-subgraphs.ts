import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { forkChild } from '../child-process';
import { createTokens } from '../tokens';
import { PRODUCTS_PER_PAGE } from './reviews-page';
import type { ReviewSubgraphsMessage } from './review-subgraphs-process';

const READY_WITHIN_MS = 10_000;
const supergraph = resolve(__dirname, '..', '..', 'src', 'gateway', 'reviews-supergraph.graphql');

/** Three subgraphs (products, reviews, accounts) without a database, their supergraph, and a token for it. */
export interface ReviewSubgraphs {
  readonly supergraphFile: string;
  readonly jwksUrl: string;
  readonly token: string;
  stop(): Promise<void>;
}

export const startReviewSubgraphs = async (folder: string): Promise<ReviewSubgraphs> => {
  const tokens = createTokens();
  const subgraphs = forkChild<never, ReviewSubgraphsMessage>(join(__dirname, 'review-subgraphs-process.js'), [
    tokens.jwks,
  ]);
  const { port } = await subgraphs.receive('listening', READY_WITHIN_MS);
  const origin = `http://127.0.0.1:${port.toString()}`;
  const supergraphFile = join(folder, 'reviews-supergraph.graphql');
  writeFileSync(supergraphFile, readFileSync(supergraph, 'utf8').replaceAll('http://reviews.invalid', origin));
  return { supergraphFile, jwksUrl: `${origin}/jwks`, token: tokens.tokenOf('ada'), stop: () => subgraphs.stop() };
};

/** Products, their reviews and the authors of those: one fetch from each subgraph, in sequence. */
const queryNamed = (name: string, alias: string): string => `
  query ${name}($from: Int!) {
    ${alias}: products(from: $from, count: ${PRODUCTS_PER_PAGE.toString()}) {
      upc
      name
      price
      reviews {
        id
        body
        author {
          id
          name
        }
      }
    }
  }`;

/** Distinct documents, and distinct values of their variable. */
const DOCUMENTS = 20;
const OFFSETS = 997;

export interface GraphQLRequest {
  readonly query: string;
  readonly variables: { readonly from: number };
}

/** The same request every time. */
export const identical = (): GraphQLRequest => ({ query: queryNamed('Products', 'products'), variables: { from: 1 } });

/** The n-th of a series of requests that differ in document and variables. */
export const different = (n: number): GraphQLRequest => ({
  query: queryNamed(`Page${(n % DOCUMENTS).toString()}`, `list${(n % DOCUMENTS).toString()}`),
  variables: { from: n % OFFSETS },
});
