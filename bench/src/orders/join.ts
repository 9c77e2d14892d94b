import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { System } from '@oms/launcher';
import { compare } from '../compare';
import { startPlain } from '../gateway/contenders';
import { httpLoad, type Load, type Rate } from '../http-load';
import { joinQuery } from './join-query';
import { withoutAccessDirectives } from './plain-supergraph';
import { placeOrder, shopClient, stockUp, type Addresses } from './shop-client';

const repository = resolve(__dirname, '..', '..', '..');
const load: Load = { clients: 32, seconds: 5, warmUpSeconds: 3 };
const ORDERS = 200;

/** Our gateway with the system behind it, and a plain one. */
export type Comparison = Readonly<Record<'ours' | 'plain', Rate>>;

export interface Comparisons {
  /** Every request asks for the same order, as when many look at one thing. */
  readonly same: Comparison;
  /** Each request asks for another order, so that no two fetches in flight are alike. */
  readonly different: Comparison;
}

/** supergraph.graphql as a plain gateway takes it, with the addresses of the system at hand. */
const supergraphOf = ({ ports, logFolder }: System): string => {
  const file = join(logFolder, '..', 'plain-supergraph.graphql');
  const sdl = readFileSync(join(repository, 'supergraph.graphql'), 'utf8').replaceAll(
    /(name: "(orders|inventory|payments|notifications)", url: ")[^"]*"/g,
    (_match, before: string, name: 'orders' | 'inventory' | 'payments' | 'notifications') =>
      `${before}http://127.0.0.1:${ports[name].toString()}/graphql"`,
  );
  writeFileSync(file, withoutAccessDirectives(sdl));
  return file;
};

/** The same query, the same subgraphs, the same orders, through both gateways. */
export const compareOnOrders = async (system: System, addresses: Addresses): Promise<Comparisons> => {
  const client = shopClient(addresses);
  const run = `${Date.now().toString(36)}G`;
  await stockUp(client, run);
  const ids: string[] = [];
  for (let n = 1; n <= ORDERS; n += 1) ids.push(await placeOrder(client, run, n));
  await client.close();

  const supergraphFile = supergraphOf(system);
  const plain = await startPlain({ supergraphFile, folder: system.logFolder });
  const urls = { ours: addresses.gateway, plain: plain.url };
  const asking =
    (idOf: (n: number) => string | undefined) =>
    (url: string): Promise<Rate> => {
      const body = (n: number): string => JSON.stringify({ query: joinQuery, variables: { id: idOf(n) } });
      return httpLoad({ url, token: addresses.tokens.customer, body }, load);
    };
  try {
    const same = await compare(
      urls,
      asking(() => ids[0]),
    );
    const different = await compare(
      urls,
      asking((n) => ids[n % ids.length]),
    );
    return { same, different };
  } finally {
    await plain.stop();
    rmSync(supergraphFile, { force: true });
  }
};
