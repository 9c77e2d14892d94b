import { freePorts, startSystem } from '@oms/launcher';
import { postgresBaseline, type Baseline } from '../postgres/baseline';
import { figure, heading } from '../report';
import { type Cost, costOfOrders, countingStatements } from './cost';
import { compareOnOrders, type Comparison } from './join';
import { latency, type Latency } from './latency';
import { ordersClient } from './orders-client';
import { throughput, type Throughput } from './throughput';

const THROUGHPUT_SHARE_GOAL = 0.2;
const GATEWAY_RATIO_GOAL = 2.5;
const PAID_P50_GOAL_MS = 20;
const PAID_P99_GOAL_MS = 60;

const printThroughput = ({ paidPerSecond, accepted, lost }: Throughput, baseline: Baseline): void => {
  heading('Throughput, 32 clients, two lines an order');
  figure('orders driven to PAID', `${paidPerSecond.toFixed(0)} /s`);
  figure('accepted / not PAID', `${accepted.toString()} / ${lost.toString()}`, 'goal: none');
  figure(`PostgreSQL alone, five commits (${baseline.driver})`, `${baseline.ordersPerSecond.toFixed(0)} /s`);
  const share = paidPerSecond / baseline.ordersPerSecond;
  figure('share', share.toFixed(2), `goal ≥ ${THROUGHPUT_SHARE_GOAL.toString()}`);
};

const printCost = ({ statements, commits, applied, ...cpu }: Cost): void => {
  heading('Cost of an order, 32 clients');
  figure('SQL statements / commits', `${statements.toFixed(1)} / ${commits.toFixed(1)}`);
  figure('events applied', applied.toFixed(1));
  const times = [cpu.servicesCpuMs, cpu.postgresCpuMs, cpu.natsCpuMs].map((ms) => ms.toFixed(1));
  figure('CPU of services / PostgreSQL / NATS', `${times.join(' / ')} ms`);
};

const printLatency = ({ createOrder, acceptedToPaid, orders, unpaid }: Latency): void => {
  heading('Latency at 20 orders a second, in processes warmed up by the throughput run');
  figure('createOrder p50 / p99', `${createOrder.p50Ms.toFixed(1)} / ${createOrder.p99Ms.toFixed(1)} ms`);
  figure(
    'accepted → PAID p50 / p99',
    `${acceptedToPaid.p50Ms.toFixed(1)} / ${acceptedToPaid.p99Ms.toFixed(1)} ms`,
    `goal ≤ ${PAID_P50_GOAL_MS.toString()} / ≤ ${PAID_P99_GOAL_MS.toString()} ms`,
  );
  figure('orders / not PAID', `${orders.toString()} / ${unpaid.toString()}`, 'goal: none');
};

const printComparison = (what: string, { ours, plain }: Comparison): void => {
  heading(`An order with its stock and its payment, ${what}`);
  figure('our gateway', `${ours.requestsPerSecond.toFixed(0)} /s, p99 ${ours.p99Ms.toFixed(1)} ms`);
  figure('plain @apollo/gateway', `${plain.requestsPerSecond.toFixed(0)} /s, p99 ${plain.p99Ms.toFixed(1)} ms`);
  const ratio = ours.requestsPerSecond / plain.requestsPerSecond;
  figure('ratio', ratio.toFixed(2), `goal ≥ ${GATEWAY_RATIO_GOAL.toString()}`);
};

/** Orders through the whole system, in `folder`. */
export const benchOrders = async (folder: string): Promise<void> => {
  const system = await startSystem({ folder, ports: await freePorts(), postgresSettings: countingStatements });
  try {
    const tokens = {
      customer: await system.token('persona=customer'),
      operator: await system.token('persona=operator'),
    };
    const addresses = { gateway: system.graphqlUrl, tokens };
    const client = ordersClient(addresses);
    const run = Date.now().toString(36);
    const fast = await throughput(client, `${run}T`);
    printThroughput(fast, await postgresBaseline(system.databaseUrl));
    printCost(await costOfOrders(system, client, `${run}C`));
    printLatency(await latency(client, addresses, `${run}L`));
    await client.close();
    const { same, different } = await compareOnOrders(system, addresses);
    printComparison('all requests for the same order', same);
    printComparison('each request for another order', different);
  } finally {
    await system.stop();
  }
};
