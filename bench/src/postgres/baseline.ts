import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { clientLoop } from './client-loop';

const CLIENTS = 32;
const SECONDS = 10;
const DATABASE = 'bench_baseline';
const scripts = join(__dirname, '..', '..', 'src', 'postgres');
const run = promisify(execFile);

export interface Baseline {
  /** Orders per second: five commits each, 32 connections. */
  readonly ordersPerSecond: number;
  /** The client that ran the statements: pgbench where it is installed, else connections of this process. */
  readonly driver: 'pgbench' | 'pg';
}

const debianFolders = (): readonly string[] => {
  const root = '/usr/lib/postgresql';
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
};

const pgbench = (): string | undefined =>
  [...(process.env['PATH'] ?? '').split(':'), ...debianFolders()]
    .map((folder) => join(folder, 'pgbench'))
    .find((file) => existsSync(file));

const withPgbench = async (program: string, url: string): Promise<number> => {
  const options = ['-n', '-M', 'prepared', '-c', CLIENTS.toString(), '-j', '2', '-T', SECONDS.toString()];
  const { stdout } = await run(program, [...options, '-f', join(scripts, 'order.sql'), url]);
  const [, rate] = /tps = ([\d.]+)/.exec(stdout) ?? [];
  if (rate === undefined) throw new Error(`pgbench reported no rate:\n${stdout}`);
  return Number(rate);
};

/** The rate of PostgreSQL alone for the minimal SQL of one order, on the server of the system under test. */
export const postgresBaseline = async (adminUrl: string): Promise<Baseline> => {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`drop database if exists ${DATABASE}`);
  await admin.query(`create database ${DATABASE}`);
  const url = new URL(adminUrl);
  url.pathname = `/${DATABASE}`;
  try {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(readFileSync(join(scripts, 'schema.sql'), 'utf8'));
    await client.end();
    const program = pgbench();
    return program === undefined
      ? { driver: 'pg', ordersPerSecond: await clientLoop(url.href, { clients: CLIENTS, seconds: SECONDS }) }
      : { driver: 'pgbench', ordersPerSecond: await withPgbench(program, url.href) };
  } finally {
    await admin.query(`drop database ${DATABASE} with (force)`);
    await admin.end();
  }
};
