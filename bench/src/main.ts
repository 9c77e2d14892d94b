import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts, startSystem, type System } from '@oms/launcher';
import { compareGateways, type Comparison } from './gateway/compare';
import { latency, type Latency } from './orders/latency';
import { shopClient, type Addresses } from './orders/shop-client';
import { throughput, type Throughput } from './orders/throughput';
import { postgresYardstick, type Yardstick } from './postgres/yardstick';
import { figure, heading } from './report';
import { benchSubscriptions } from './subscriptions/bench-subscriptions';

const repository = resolve(__dirname, '..', '..');
const THROUGHPUT_SHARE_GOAL = 0.2;
const GATEWAY_RATIO_GOAL = 2.5;
const PAID_P50_GOAL_MS = 20;
const PAID_P99_GOAL_MS = 60;

const parts = ['orders', 'gateway', 'subscriptions'] as const;
type Part = (typeof parts)[number];

const printThroughput = ({ paidPerSecond, accepted, lost }: Throughput, yardstick: Yardstick): void => {
  heading('Throughput, 32 clients, two lines an order');
  figure('orders driven to PAID', `${paidPerSecond.toFixed(0)} /s`);
  figure('accepted / not PAID', `${accepted.toString()} / ${lost.toString()}`, 'goal: none');
  figure(`PostgreSQL alone, five commits (${yardstick.driver})`, `${yardstick.ordersPerSecond.toFixed(0)} /s`);
  const share = paidPerSecond / yardstick.ordersPerSecond;
  figure('share', share.toFixed(2), `goal ≥ ${THROUGHPUT_SHARE_GOAL.toString()}`);
};

const printLatency = ({ createOrder, acceptedToPaid, orders, unpaid }: Latency): void => {
  heading('Latency at 20 orders a second, in processes that the throughput run has warmed');
  figure('createOrder p50 / p99', `${createOrder.p50Ms.toFixed(1)} / ${createOrder.p99Ms.toFixed(1)} ms`);
  figure(
    'accepted → PAID p50 / p99',
    `${acceptedToPaid.p50Ms.toFixed(1)} / ${acceptedToPaid.p99Ms.toFixed(1)} ms`,
    `goal ≤ ${PAID_P50_GOAL_MS.toString()} / ≤ ${PAID_P99_GOAL_MS.toString()} ms`,
  );
  figure('orders / not PAID', `${orders.toString()} / ${unpaid.toString()}`, 'goal: none');
};

const benchOrders = async (system: System, addresses: Addresses): Promise<void> => {
  const client = shopClient(addresses);
  const run = Date.now().toString(36);
  const fast = await throughput(client, `${run}T`);
  printThroughput(fast, await postgresYardstick(system.databaseUrl));
  printLatency(await latency(client, addresses, `${run}L`));
  await client.close();
};

const printComparison = (what: string, { ours, plain }: Comparison): void => {
  heading(`A query over three subgraphs, ${what}`);
  figure('our gateway', `${ours.requestsPerSecond.toFixed(0)} /s, p99 ${ours.p99Ms.toFixed(1)} ms`);
  figure('plain @apollo/gateway', `${plain.requestsPerSecond.toFixed(0)} /s, p99 ${plain.p99Ms.toFixed(1)} ms`);
  const ratio = ours.requestsPerSecond / plain.requestsPerSecond;
  figure('ratio', ratio.toFixed(2), `goal ≥ ${GATEWAY_RATIO_GOAL.toString()}`);
};

const benchGateway = async (system: System, addresses: Addresses): Promise<void> => {
  const { same, different } = await compareGateways(system, addresses);
  printComparison('everyone asking for the same order', same);
  printComparison('each asking for another order', different);
};

const wanted = (argv: readonly string[]): readonly Part[] => {
  const unknown = argv.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined)
    throw new Error(`There is no bench "${unknown}": take ${parts.join(' or ')}, or none for all.`);
  return argv.length === 0 ? parts : parts.filter((part) => argv.includes(part));
};

const benchSystem = async (chosen: readonly Part[], folder: string): Promise<void> => {
  const system = await startSystem({ folder, ports: await freePorts() });
  try {
    const tokens = {
      customer: await system.token('persona=customer'),
      operator: await system.token('persona=operator'),
    };
    const addresses = { gateway: system.graphqlUrl, tokens };
    if (chosen.includes('orders')) await benchOrders(system, addresses);
    if (chosen.includes('gateway')) await benchGateway(system, addresses);
  } finally {
    await system.stop();
  }
};

const main = async (): Promise<void> => {
  const chosen = wanted(process.argv.slice(2));
  mkdirSync(join(repository, '.oms'), { recursive: true });
  const folder = mkdtempSync(join(repository, '.oms', 'bench-'));
  console.log(`Node ${process.versions.node}, ${cpus().length.toString()} × ${cpus()[0]?.model ?? 'unknown'}`);
  try {
    // On its own, before there is a system to share the cores with.
    if (chosen.includes('subscriptions')) await benchSubscriptions(folder);
    if (chosen.includes('orders') || chosen.includes('gateway')) await benchSystem(chosen, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
