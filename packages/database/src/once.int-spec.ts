import { createLogger } from '@oms/telemetry';
import { testServers, type TestServers } from '@oms/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type Database, openDatabase } from './database';
import { newId } from './new-id';
import { idempotencyTable, type Once, once } from './once';
import { rowsOf } from './sql';

class CreateOrders1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(idempotencyTable);
    await runner.query('create table placed (id uuid primary key, tea int not null)');
  }

  async down(): Promise<void> {
    // A test database is dropped as a whole.
  }
}

interface Placed {
  readonly orderId: string;
}

const PARALLEL = 50;

describe('a request with an idempotency key', () => {
  let servers: TestServers<'orders'>;
  let database: Database;

  beforeAll(async () => {
    servers = await testServers(['orders']);
    database = await openDatabase(servers.schemas.orders, {
      entities: [],
      migrations: [CreateOrders1767225600000],
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  beforeEach(async () => {
    await rowsOf(database.work, 'truncate placed, idempotency');
  });

  const place = (key: string | undefined, tea: number, actorId = 'ada'): Promise<Once<Placed>> =>
    database.transaction((tx) =>
      once(tx, { actorId, operation: 'createOrder', key, input: { tea } }, async () => {
        const orderId = newId();
        await rowsOf(tx, 'insert into placed values ($1, $2)', [orderId, tea]);
        return { keep: true, answer: { orderId } };
      }),
    );

  const placedCount = async (): Promise<number> => (await rowsOf(database.work, 'select 1 from placed')).length;

  it('takes effect once, however many come at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => place('one', 2)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await placedCount()).toBe(1);
  });

  it('is refused with another input', async () => {
    await place('one', 2);
    expect(await place('one', 3)).toEqual({ reused: true });
    expect(await placedCount()).toBe(1);
  });

  it('does not meet the same key of another actor', async () => {
    await place('one', 2, 'ada');
    await place('one', 2, 'grace');
    expect(await placedCount()).toBe(2);
  });

  it('takes effect each time when there is no key', async () => {
    await place(undefined, 2);
    await place(undefined, 2);
    expect(await placedCount()).toBe(2);
  });

  it('may be tried again after a refusal, and after a failure', async () => {
    const request = { actorId: 'ada', operation: 'createOrder', key: 'one', input: { tea: 2 } };
    const refused = await database.transaction((tx) =>
      once(tx, request, () => Promise.resolve({ keep: false, answer: 'OUT_OF_STOCK' })),
    );
    expect(refused).toEqual({ reused: false, answer: 'OUT_OF_STOCK' });
    const failed = database.transaction((tx) =>
      once(tx, request, () => Promise.reject(new Error('The disk is full.'))),
    );
    await expect(failed).rejects.toThrow('The disk is full.');
    expect(await place('one', 2)).toMatchObject({ reused: false });
    expect(await placedCount()).toBe(1);
  });

  it('is the same when only the order of its fields differs', async () => {
    const request = (input: unknown) =>
      database.transaction((tx) =>
        once(tx, { actorId: 'ada', operation: 'createOrder', key: 'one', input }, () =>
          Promise.resolve({ keep: true, answer: 'done' }),
        ),
      );
    await request({ tea: 2, notes: ['a', { b: 1, c: 2 }] });
    expect(await request({ notes: ['a', { c: 2, b: 1 }], tea: 2 })).toEqual({ reused: false, answer: 'done' });
    expect(await request({ notes: [{ c: 2, b: 1 }, 'a'], tea: 2 })).toEqual({ reused: true });
  });

  it('is forgotten after seven days', async () => {
    await place('one', 2);
    await rowsOf(database.work, `update idempotency set created_at = now() - interval '6 days 23 hours'`);
    expect(await place('one', 3)).toEqual({ reused: true });
    await rowsOf(database.work, `update idempotency set created_at = now() - interval '7 days 1 hour'`);
    expect(await place('one', 3)).toMatchObject({ reused: false });
    expect(await placedCount()).toBe(2);
  });
});
