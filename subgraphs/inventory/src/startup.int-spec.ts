import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openDatabase, rowsOf } from '@oms/database';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually, isolatedNats, type IsolatedNats, isolatedPostgres, type IsolatedPostgres } from '@oms/testing';
import { composeInventory } from './composition';

const main = join(__dirname, '..', 'dist', 'main.js');
const nowhere = 'http://127.0.0.1:9';
const BOOTED = { withinMs: 30_000 };
/** Well-formed, with a signature of no key. */
const TOKEN = `${Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url')}.e30.c2ln`;

describe('the process of inventory, when it starts before what it needs', () => {
  let postgres: IsolatedPostgres<'inventory'>;
  let nats: IsolatedNats;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([isolatedPostgres(['inventory']), isolatedNats()]);
  });

  afterAll(async () => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
    await Promise.all([postgres.remove(), nats.remove()]);
  });

  const run = (changes: Readonly<Record<string, string>> = {}) => {
    const env = {
      PORT: '0',
      DATABASE_URL: postgres.schemas.inventory.url,
      NATS_URL: nats.url,
      JWKS_URL: `${nowhere}/jwks`,
      TOKEN_ISSUER: nowhere,
      TOKEN_AUDIENCE: 'oms',
      ...changes,
    };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
    const logs = (what: string): Promise<string> =>
      eventually(() => {
        const line = text.split('\n').find((each) => each.includes(what));
        if (line === undefined) throw new Error(`It has not logged "${what}":\n${text}`);
        return line;
      }, BOOTED);
    return { child, logs, output: () => text, exit: once(child, 'exit').then(([code]) => code as number | null) };
  };

  it('waits for PostgreSQL, then for NATS, and serves', async () => {
    await Promise.all([postgres.kill(), nats.kill()]);
    const { child, logs, output, exit } = run();
    await logs('waiting for PostgreSQL');
    await postgres.start();
    await logs('waiting for NATS');
    await nats.start();
    const { url } = JSON.parse(await logs('"msg":"serving"')) as { url: string };
    const readyz = url.replace('/graphql', '/readyz');
    await eventually(async () => {
      expect((await fetch(readyz)).status).toBe(200);
    }, BOOTED);
    expect(output()).not.toContain(new URL(postgres.schemas.inventory.url).password);

    // The keys of the identity provider cannot be fetched, which is logged.
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ query: '{ products { nodes { sku } } }' }),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    await logs('The keys of the identity provider could not be fetched');
    expect(output()).not.toContain(TOKEN);

    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('exits at once with 0 when it gets SIGTERM while it waits', async () => {
    await postgres.kill();
    const { child, logs, exit } = run();
    await logs('waiting for PostgreSQL');
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    await postgres.start();
  });

  it('exits with one line that names the setting when NATS does not start', async () => {
    await nats.stop();
    const { logs, exit } = run({ STARTUP_TIMEOUT_MS: '300' });
    expect(await logs('cannot start')).toMatch(
      /^inventory cannot start: Cannot reach NATS at .*\(waited \d+\.\d s\)\. Start it, or set NATS_URL to one that is running\.$/,
    );
    expect(await exit).toBe(1);
    await nats.start();
  });

  it('leaves no connection to its database open when NATS does not start', async () => {
    const logger = createLogger({ name: 'inventory', level: 'silent' });
    const database = await openDatabase(postgres.schemas.inventory, { entities: [], migrations: [], logger });
    const connections = async (): Promise<number> =>
      (
        await rowsOf(
          database.requests,
          `select pid from pg_stat_activity where application_name like 'oms-inventory-%'`,
        )
      ).length;
    const before = await connections();
    const composing = composeInventory(
      {
        http: { host: '127.0.0.1', port: 0 },
        identity: { jwksUrl: `${nowhere}/jwks`, issuer: nowhere, audience: 'oms' },
        database: postgres.schemas.inventory,
        messaging: {
          broker: { url: 'nats://127.0.0.1:9', replicas: 1 },
          retry: { attemptsMax: 1, backoffMs: 1, backoffMaxMs: 1 },
          partitions: 1,
        },
        startupTimeoutMs: 3_000,
        logLevel: 'silent',
        otlpEndpoint: undefined,
      },
      { logger, metrics: createMetrics({ service: 'inventory' }) },
    );
    await expect(composing).rejects.toThrow('Cannot reach NATS');
    await eventually(async () => {
      expect(await connections()).toBe(before);
    });
    await database.close();
  });
});
