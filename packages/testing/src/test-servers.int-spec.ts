import { Client } from 'pg';
import { eventually } from './eventually';
import { type IsolatedNats, isolatedNats, testServers, type TestServers } from './test-servers';

const asRole = async (url: string, statement: string): Promise<unknown> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end();
  }
};

describe('the servers of a spec', () => {
  let servers: TestServers<'orders' | 'payments'>;

  beforeAll(async () => {
    servers = await testServers(['orders', 'payments']);
  });

  afterAll(async () => {
    await servers.drop();
  });

  it('give each schema a role that finds its tables without naming the schema', async () => {
    const { orders } = servers.schemas;
    await asRole(orders.url, 'create table parcel (id int)');
    expect(await asRole(orders.url, `select schemaname from pg_tables where tablename = 'parcel'`)).toEqual([
      { schemaname: 'orders' },
    ]);
  });

  it('give a role no rights in the schema of another', async () => {
    const { orders, payments } = servers.schemas;
    await asRole(payments.url, 'create table ledger (id int)');
    await expect(asRole(orders.url, 'select * from payments.ledger')).rejects.toThrow(
      'permission denied for schema payments',
    );
    await expect(asRole(orders.url, 'create table public.parcel (id int)')).rejects.toThrow('permission denied');
    await expect(asRole(orders.url, 'create temporary table parcel (id int)')).rejects.toThrow('permission denied');
  });
});

describe('a nats-server of a spec of its own', () => {
  let nats: IsolatedNats;

  beforeAll(async () => {
    nats = await isolatedNats();
  });

  afterAll(async () => {
    await nats.remove();
  });

  it('can be killed and started again', async () => {
    const killed = nats.pid();
    await nats.kill();
    expect(() => process.kill(killed, 0)).toThrow('ESRCH');
    await nats.start({ empty: true });
    await eventually(() => {
      expect(process.kill(nats.pid(), 0)).toBe(true);
    });
  });
});
