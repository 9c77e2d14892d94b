import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createLogger } from '@oms/telemetry';
import { eventually, isolatedPostgres, type IsolatedPostgres } from '@oms/testing';
import { type Database, type DatabaseParts, openDatabase } from './database';
import { rowsOf } from './sql';

const LONGER_THAN_A_REQUEST_MAY_WAIT_MS = 2_500;

interface SlowWay {
  readonly url: string;
  readonly connections: () => number;
  /** Lets through what was held back, and whatever comes. */
  readonly open: () => void;
  readonly close: () => void;
}

/** Passes connections on to a server, and holds each back until it is let through. */
const slowWayTo = async (url: string): Promise<SlowWay> => {
  const { port, hostname } = new URL(url);
  const sockets: Socket[] = [];
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const server = createServer((client: Socket) => {
    sockets.push(client);
    client.on('error', () => client.destroy());
    void opened.then(() => {
      const upstream = connect(Number(port), hostname);
      upstream.on('error', () => client.destroy());
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = new URL(url);
  own.port = (server.address() as AddressInfo).port.toString();
  return {
    url: own.toString(),
    connections: () => sockets.length,
    open: () => {
      open();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};

describe('a database at the start of a process', () => {
  let postgres: IsolatedPostgres<'orders'>;
  let lines: string[];
  let parts: DatabaseParts;
  let way: SlowWay | undefined;

  beforeAll(async () => {
    postgres = await isolatedPostgres(['orders']);
  });

  afterAll(async () => {
    await postgres.remove();
  });

  beforeEach(() => {
    lines = [];
    const logger = createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } });
    parts = { entities: [], migrations: [], logger };
  });

  afterEach(() => {
    way?.close();
    way = undefined;
  });

  const waits = () => lines.filter((line) => line.includes('waiting for PostgreSQL'));

  const isUsable = async (opening: Promise<Database>): Promise<void> => {
    const database = await opening;
    expect(await rowsOf(database.requests, 'select 1 as one')).toEqual([{ one: 1 }]);
    await database.close();
  };

  it('is waited for while the server is not there yet', async () => {
    await postgres.kill();
    const opening = openDatabase(postgres.schemas.orders, parts);
    await eventually(() => {
      expect(waits()).toHaveLength(1);
    });
    await postgres.start();
    await isUsable(opening);
    const { password, host } = new URL(postgres.schemas.orders.url);
    expect(JSON.parse(waits()[0] ?? '')).toMatchObject({
      place: expect.stringContaining(host),
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    expect(lines.join('\n')).not.toContain(password);
  });

  it('is waited for while the server takes longer to answer than a request may wait', async () => {
    way = await slowWayTo(postgres.schemas.orders.url);
    const beganAt = performance.now();
    const opening = openDatabase({ ...postgres.schemas.orders, url: way.url }, parts);
    await eventually(() => {
      expect(performance.now() - beganAt).toBeGreaterThan(LONGER_THAN_A_REQUEST_MAY_WAIT_MS);
    });
    expect(way.connections()).toBe(1);
    way.open();
    await isUsable(opening);
  });

  it('fails at the deadline, in one line that states what to do', async () => {
    await postgres.kill();
    await expect(openDatabase(postgres.schemas.orders, { ...parts, startupTimeoutMs: 300 })).rejects.toThrow(
      /^Cannot use PostgreSQL at 127\.0\.0\.1:\d+\/\w+: .*ECONNREFUSED.* \(waited \d+\.\d s\)\. Start it, or set DATABASE_URL to one that is running\.$/,
    );
    await postgres.start();
  });

  it.each([
    ['a wrong password', (url: URL) => (url.password = 'wrong'), 'password authentication failed'],
    ['a database that does not exist', (url: URL) => (url.pathname = '/nowhere'), 'database "nowhere" does not exist'],
  ])('is not waited for with %s', async (_what, mistake, reason) => {
    const url = new URL(postgres.schemas.orders.url);
    mistake(url);
    await expect(openDatabase({ ...postgres.schemas.orders, url: url.toString() }, parts)).rejects.toThrow(
      new RegExp(`^Cannot use PostgreSQL at .*: ${reason}.*\\. Set DATABASE_URL to a role, a password and a database`),
    );
    expect(waits()).toEqual([]);
  });
});
