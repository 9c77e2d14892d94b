import { readFileSync } from 'node:fs';
import type { ProcessName, System } from '@oms/launcher';
import { Client } from 'pg';
import { placeOrder, addProducts, type OrdersClient } from './orders-client';
import { allPaid } from './throughput';

const ORDERS = 1_000;
const CLIENTS = 32;
const TICKS_PER_SECOND = 100;
/** Of `/proc/<pid>/stat`, counted after the name in parentheses: user and system time. */
const UTIME = 11;
const STIME = 12;

const services: readonly ProcessName[] = ['gateway', 'orders', 'inventory', 'payments', 'notifications'];

/** The cost of one order at 32 clients. */
export interface Cost {
  readonly statements: number;
  readonly commits: number;
  /** Events that took effect in another context. */
  readonly applied: number;
  readonly servicesCpuMs: number;
  readonly postgresCpuMs: number;
  readonly natsCpuMs: number;
}

interface Sample {
  readonly statements: number;
  readonly commits: number;
  readonly applied: number;
  readonly cpu: Readonly<Record<string, number>>;
}

/** CPU seconds of a process and, for PostgreSQL, of its backends, those that have ended included. */
const cpuSecondsOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid.toString()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[UTIME]) + Number(fields[STIME])) / TICKS_PER_SECOND;
};

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid.toString()}/task/${pid.toString()}/children`, 'utf8')
    .split(' ')
    .filter((child) => child !== '')
    .map(Number);

const treeCpu = (pid: number): number =>
  cpuSecondsOf(pid) + childrenOf(pid).reduce((sum, child) => sum + treeCpu(child), 0);

const appliedBy = async (port: number): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port.toString()}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('oms_consumer_handled_total{'))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

const sampleOf = async (system: System, client: Client): Promise<Sample> => {
  const { rows } = await client.query<{ statements: number; commits: number }>(
    `select (select sum(calls) from pg_stat_statements)::float8 as statements,
      (select xact_commit from pg_stat_database where datname = current_database())::float8 as commits`,
  );
  const { ports } = system;
  const counts = await Promise.all(
    [ports.orders, ports.inventory, ports.payments, ports.notifications].map((port) => appliedBy(port)),
  );
  const names: readonly ProcessName[] = [...services, 'postgres', 'nats'];
  return {
    statements: rows[0]?.statements ?? 0,
    commits: rows[0]?.commits ?? 0,
    applied: counts.reduce((sum, count) => sum + count, 0),
    cpu: Object.fromEntries(names.map((name) => [name, treeCpu(system.process(name).pid())])),
  };
};

/** Settings of the PostgreSQL server without which statements are not counted. */
export const countingStatements = { shared_preload_libraries: 'pg_stat_statements' };

/** Drives orders to PAID and divides the total cost by their number. The system has to run with `countingStatements`. */
export const costOfOrders = async (system: System, orders: OrdersClient, run: string): Promise<Cost> => {
  await addProducts(orders, run);
  const client = new Client({ connectionString: system.databaseUrl });
  await client.connect();
  try {
    await client.query('create extension if not exists pg_stat_statements');
    const before = await sampleOf(system, client);
    const ids: string[] = [];
    let next = 0;
    const place = async (): Promise<void> => {
      while (next < ORDERS) {
        next += 1;
        ids.push(await placeOrder(orders, run, next));
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, place));
    await allPaid(orders, ids);
    const after = await sampleOf(system, client);
    const perOrder = (of: (sample: Sample) => number): number => (of(after) - of(before)) / ORDERS;
    const cpuMs = (...names: readonly ProcessName[]): number =>
      perOrder(({ cpu }) => names.reduce((sum, name) => sum + (cpu[name] ?? 0), 0)) * 1_000;
    return {
      statements: perOrder(({ statements }) => statements),
      commits: perOrder(({ commits }) => commits),
      applied: perOrder(({ applied }) => applied),
      servicesCpuMs: cpuMs(...services),
      postgresCpuMs: cpuMs('postgres'),
      natsCpuMs: cpuMs('nats'),
    };
  } finally {
    await client.end();
  }
};
