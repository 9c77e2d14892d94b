import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../src/ports';
import { type EmbeddedPostgres, embeddedPostgres } from '../src/postgres/embedded-postgres';
import { standInFor } from '../src/system-user';

const isRoot = process.getuid?.() === 0;

describe('an embedded PostgreSQL', () => {
  let home: string;
  let running: EmbeddedPostgres | undefined;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'oms-postgres-'));
    chmodSync(home, 0o755);
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    rmSync(standInFor(join(home, 'private', 'postgres')), { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  });

  const start = async (folder: string, password = 'first'): Promise<EmbeddedPostgres> => {
    const place = { folder, port: await freePort(), logFile: join(home, 'postgres.log') };
    running = await embeddedPostgres({ ...place, password, settings: { fsync: 'off' } });
    return running;
  };

  const one = async (url: string, query: string): Promise<unknown> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(query);
    await client.end();
    return rows[0];
  };

  it('orders texts alike on every machine', async () => {
    const { url } = await start(join(home, 'postgres'));
    expect(await one(url, `select 'Z' < 'a' as bytes, upper('é') as upper`)).toEqual({ bytes: true, upper: 'É' });
  });

  it('keeps its data where its user can get, which root’s private folders are not', async () => {
    const wanted = join(home, 'private', 'postgres');
    mkdirSync(join(home, 'private'), { mode: 0o700 });
    const { url } = await start(wanted);
    expect(await one(url, `select current_setting('data_directory') as folder`)).toEqual({
      folder: expect.stringContaining(isRoot ? standInFor(wanted) : wanted) as string,
    });
  });

  it('says at once that the password is not the one which the data were made with', async () => {
    await (await start(join(home, 'postgres'))).stop();
    await expect(start(join(home, 'postgres'), 'second')).rejects.toThrow(
      /were made with another password; npm run reset begins afresh/,
    );
  });
});
