import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../src/ports';
import { type EmbeddedPostgres, embeddedPostgres } from '../src/postgres/embedded-postgres';
import { alternativeFolderOf } from '../src/system-user';

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
    rmSync(alternativeFolderOf(join(home, 'private', 'postgres')), { recursive: true, force: true });
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
      folder: expect.stringContaining(isRoot ? alternativeFolderOf(wanted) : wanted) as string,
    });
  });

  describe('whose lock file', () => {
    let other: ChildProcess | undefined;

    afterEach(() => {
      other?.kill('SIGKILL');
      other = undefined;
    });

    /** Of a server that ended without removing it. */
    const leaveLock = async (content: string): Promise<void> => {
      const { url, stop } = await start(join(home, 'postgres'));
      dataDir = String(Object.values((await one(url, 'show data_directory')) as object)[0]);
      await stop();
      writeFileSync(join(dataDir, 'postmaster.pid'), content);
      // PostgreSQL runs as another user when we are root, and reads it.
      const { uid, gid } = statSync(dataDir);
      chownSync(join(dataDir, 'postmaster.pid'), uid, gid);
    };
    let dataDir: string;

    it.each([
      ['names process 1', '1\n'],
      ['is empty, as a full disk leaves it', ''],
      ['is garbage', 'garbage\n'],
      ['names nobody that lives', `${(2 ** 22).toString()}\n`],
    ])('%s starts all the same', async (_how, content) => {
      await leaveLock(content);
      await start(join(home, 'postgres'));
    });

    it('names a process that only has to do with its files starts, and leaves that process alone', async () => {
      await leaveLock('');
      other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)', '--', '-D', dataDir], {
        stdio: 'ignore',
      });
      writeFileSync(join(dataDir, 'postmaster.pid'), `${String(other.pid)}\n`);
      await start(join(home, 'postgres'));
      expect(other.exitCode ?? other.signalCode).toBeNull();
    });
  });

  it('reports at once that the password is not the one that the data were created with', async () => {
    await (await start(join(home, 'postgres'))).stop();
    await expect(start(join(home, 'postgres'), 'second')).rejects.toThrow(
      /were made with another password; npm run reset begins afresh/,
    );
  });
});
