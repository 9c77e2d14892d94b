import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePorts, type System } from '@oms/launcher';
import { placeOrder, shopClient, stockUp, type Addresses } from '../orders/shop-client';
import { httpLoad, type Load, type Rate } from './http-load';
import { joinQuery } from './join-query';

const repository = resolve(__dirname, '..', '..', '..');
const load: Load = { clients: 32, seconds: 5, warmUpSeconds: 3 };
/** In turn, so that a machine whose speed drifts treats both alike. */
const ROUNDS = 3;
const ORDERS = 200;

export interface Comparison {
  readonly ours: Rate;
  readonly plain: Rate;
}

export interface Comparisons {
  /** Every request asks for the same order, as when many look at one thing. */
  readonly same: Comparison;
  /** Each request asks for another order, so that no two fetches in flight are alike. */
  readonly different: Comparison;
}

/** supergraph.graphql with the addresses of the system at hand. */
const supergraphOf = ({ ports, logFolder }: System): string => {
  const file = join(logFolder, '..', 'plain-supergraph.graphql');
  const sdl = readFileSync(join(repository, 'supergraph.graphql'), 'utf8').replaceAll(
    /(name: "(orders|inventory|payments|notifications)", url: ")[^"]*"/g,
    (_match, before: string, name: 'orders' | 'inventory' | 'payments' | 'notifications') =>
      `${before}http://127.0.0.1:${ports[name].toString()}/graphql"`,
  );
  writeFileSync(file, sdl);
  return file;
};

const startPlain = async (file: string): Promise<{ readonly url: string; readonly process: ChildProcess }> => {
  const { gateway } = await freePorts();
  const main = join(__dirname, 'plain-gateway.js');
  const plain = spawn(process.execPath, [main, file, gateway.toString()], {
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(plain.stdout, 'data');
  return { url: `http://127.0.0.1:${gateway.toString()}/`, process: plain };
};

const median = (rates: readonly Rate[]): Rate => {
  const sorted = rates.toSorted((one, other) => one.requestsPerSecond - other.requestsPerSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('Nothing was measured.');
  return middle;
};

/** In turn against both; the medians of the rounds. */
const compare = async (
  rateOf: (url: string) => Promise<Rate>,
  urls: Record<keyof Comparison, string>,
): Promise<Comparison> => {
  const rates: Record<keyof Comparison, Rate[]> = { ours: [], plain: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.plain.push(await rateOf(urls.plain));
    rates.ours.push(await rateOf(urls.ours));
  }
  return { ours: median(rates.ours), plain: median(rates.plain) };
};

/** The same query, the same subgraphs, the same orders, through both gateways. */
export const compareGateways = async (system: System, addresses: Addresses): Promise<Comparisons> => {
  const client = shopClient(addresses);
  const run = `${Date.now().toString(36)}G`;
  await stockUp(client, run);
  const ids: string[] = [];
  for (let n = 1; n <= ORDERS; n += 1) ids.push(await placeOrder(client, run, n));
  await client.close();

  const file = supergraphOf(system);
  const plain = await startPlain(file);
  const urls = { ours: addresses.gateway, plain: plain.url };
  const asking =
    (idOf: (n: number) => string | undefined) =>
    (url: string): Promise<Rate> => {
      const body = (n: number): string => JSON.stringify({ query: joinQuery, variables: { id: idOf(n) } });
      return httpLoad({ url, token: addresses.tokens.customer, body }, load);
    };
  try {
    return {
      same: await compare(
        asking(() => ids[0]),
        urls,
      ),
      different: await compare(
        asking((n) => ids[n % ids.length]),
        urls,
      ),
    };
  } finally {
    plain.process.kill();
    rmSync(file, { force: true });
  }
};
