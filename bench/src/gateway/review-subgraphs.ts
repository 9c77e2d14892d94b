import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { forkChild } from '../child';
import { createTokens } from '../tokens';
import { PRODUCTS_PER_PAGE } from './shop-page';
import type { ShopNews } from './shop-process';

const READY_WITHIN_MS = 10_000;
const supergraph = resolve(__dirname, '..', '..', 'src', 'gateway', 'shop-supergraph.graphql');

/** A shop of three subgraphs that has nothing to do with orders, and somebody who may ask it. */
export interface Shop {
  readonly supergraphFile: string;
  readonly jwksUrl: string;
  readonly token: string;
  stop(): Promise<void>;
}

export const startShop = async (folder: string): Promise<Shop> => {
  const tokens = createTokens();
  const subgraphs = forkChild<never, ShopNews>(join(__dirname, 'shop-process.js'), [tokens.jwks]);
  const { port } = await subgraphs.hears('listening', READY_WITHIN_MS);
  const origin = `http://127.0.0.1:${port.toString()}`;
  const supergraphFile = join(folder, 'shop-supergraph.graphql');
  writeFileSync(supergraphFile, readFileSync(supergraph, 'utf8').replaceAll('http://shop.invalid', origin));
  return { supergraphFile, jwksUrl: `${origin}/jwks`, token: tokens.tokenOf('ada'), stop: () => subgraphs.stop() };
};

/** Products with what others say of them, and who they are: one fetch in each subgraph, one after the other. */
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

/** Pages that a busy site has open at once, and places in its lists. */
const DOCUMENTS = 20;
const PLACES = 997;

export interface Question {
  readonly query: string;
  readonly variables: { readonly from: number };
}

/** What the n-th request asks. */
export const identical = (): Question => ({ query: queryNamed('Products', 'products'), variables: { from: 1 } });

export const different = (n: number): Question => ({
  query: queryNamed(`Page${(n % DOCUMENTS).toString()}`, `list${(n % DOCUMENTS).toString()}`),
  variables: { from: n % PLACES },
});
