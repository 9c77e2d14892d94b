import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { System } from '@oms/launcher';
import { compare } from '../compare';
import { startPlain } from '../gateway/running-gateways';
import { httpLoad, type Load, type Rate } from '../http-load';
import { joinQuery } from './join-query';
import { withoutAccessDirectives } from './plain-supergraph';
import { placeOrder, ordersClient, addProducts, type Addresses } from './orders-client';

const repository = resolve(__dirname, '..', '..', '..');
const settings: Load = { clients: 32, seconds: 5, warmUpSeconds: 3 };
const ORDERS = 200;

/** Our gateway with the system behind it, and a plain one. */
export type Comparison = Readonly<Record<'ours' | 'plain', Rate>>;

export interface Comparisons {
  /** All requests query the same order, so that the gateway can share fetches. */
  readonly same: Comparison;
  /** Each request queries another order, so that no two fetches in flight are equal. */
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
  const client = ordersClient(addresses);
  const run = `${Date.now().toString(36)}G`;
  await addProducts(client, run);
  const ids: string[] = [];
  for (let n = 1; n <= ORDERS; n += 1) ids.push(await placeOrder(client, run, n));
  await client.close();

  const supergraphFile = supergraphOf(system);
  const plain = await startPlain({ supergraphFile, folder: system.logFolder });
  const urls = { ours: addresses.gateway, plain: plain.url };
  const load =
    (idOf: (n: number) => string | undefined) =>
    (url: string): Promise<Rate> => {
      const body = (n: number): string => JSON.stringify({ query: joinQuery, variables: { id: idOf(n) } });
      return httpLoad({ url, token: addresses.tokens.customer, body }, settings);
    };
  try {
    const same = await compare(
      urls,
      load(() => ids[0]),
    );
    const different = await compare(
      urls,
      load((n) => ids[n % ids.length]),
    );
    return { same, different };
  } finally {
    await plain.stop();
    rmSync(supergraphFile, { force: true });
  }
};
