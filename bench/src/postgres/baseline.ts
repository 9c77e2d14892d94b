import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { clientLoop } from './client-loop';

const CLIENTS = 32;
const SECONDS = 10;
const DATABASE = 'bench_yardstick';
const scripts = join(__dirname, '..', '..', 'src', 'postgres');
const run = promisify(execFile);

export interface Yardstick {
  /** Orders per second: five commits each, 32 connections. */
  readonly ordersPerSecond: number;
  /** What drove it: PostgreSQL's own pgbench where there is one, else connections of this process. */
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
  if (rate === undefined) throw new Error(`pgbench said no rate:\n${stdout}`);
  return Number(rate);
};

/** PostgreSQL's own rate for the least SQL of one order, on the server that the system under test uses. */
export const postgresYardstick = async (adminUrl: string): Promise<Yardstick> => {
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
