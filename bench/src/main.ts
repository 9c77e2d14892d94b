import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { benchGateway } from './gateway/bench-gateway';
import { benchLog } from './log/bench-log';
import { benchOrders } from './orders/bench-orders';
import { benchSubscriptions } from './subscriptions/bench-subscriptions';

const repository = resolve(__dirname, '..', '..');

/** By name. Each part runs alone, so that it does not share the cores with another. */
const parts: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  gateway: async (folder) => {
    await benchGateway(folder);
    await benchSubscriptions(folder);
  },
  subscriptions: benchSubscriptions,
  log: benchLog,
  orders: benchOrders,
};
const ALL = ['gateway', 'orders', 'log'];

const wanted = (names: readonly string[]): readonly string[] => {
  const unknown = names.find((name) => parts[name] === undefined);
  if (unknown !== undefined)
    throw new Error(`There is no part "${unknown}": give ${Object.keys(parts).join(' or ')}, or nothing for all.`);
  return names.length === 0 ? ALL : names;
};

const main = async (): Promise<void> => {
  const chosen = wanted(process.argv.slice(2));
  mkdirSync(join(repository, '.oms'), { recursive: true });
  const folder = mkdtempSync(join(repository, '.oms', 'bench-'));
  console.log(`Node ${process.versions.node}, ${cpus().length.toString()} × ${cpus()[0]?.model ?? 'unknown'}`);
  try {
    for (const name of chosen) await parts[name]?.(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
