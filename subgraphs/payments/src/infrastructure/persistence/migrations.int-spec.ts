import { affectedBy, newId, openDatabase, rowsOf, type Database, type MigrationClass } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { testServers, type TestServers } from '@oms/testing';
import { entities } from './entities';
import { migrations } from './migrations';
import { PaymentLists1795700320000 } from './migrations/1795700320000-payment-lists';
import { typeormPaymentRepository } from './payment-repository';
import { typeormPaymentViews } from './payment-views';

const before = migrations.slice(0, migrations.indexOf(PaymentLists1795700320000) + 1);

const insertBarred = `
insert into payments (id, order_id, customer_id, status, order_given_up, method_given, last_attempt, sequence, version)
values ($1, $2, 'ada', 'Barred', true, false, 0, 1, 1)`;

describe('a payment that an earlier version stored as barred', () => {
  let servers: TestServers<'payments'>;
  let database: Database;

  const openWith = (applied: readonly MigrationClass[]): Promise<Database> => {
    const logger = createLogger({ name: 'payments', level: 'silent' });
    return openDatabase(servers.schemas.payments, { entities, migrations: applied, logger });
  };

  beforeAll(async () => {
    servers = await testServers(['payments']);
    database = await openWith(before);
  });

  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  it('is cancelled before it was opened: it is not shown, and is never charged', async () => {
    const [paymentId, orderId] = [newId<'Payment'>(), newId<'Order'>()];
    await affectedBy(database.requests, insertBarred, [paymentId, orderId]);
    await database.close();
    database = await openWith(migrations);
    const views = typeormPaymentViews(database.requests);
    expect(await views.byOrderIds([orderId])).toEqual([]);
    expect(await views.list({}, { first: 10, after: undefined })).toEqual({ items: [], hasNextPage: false });
    expect(await views.customerOf(orderId)).toBe('ada');
    const statuses: string[] = [];
    await typeormPaymentRepository(database, 'simulator').change([
      {
        orderId,
        causation: { correlationId: 'test' },
        decide: (payment) => {
          statuses.push(payment.status);
          return { accepted: true, events: [] };
        },
      },
    ]);
    expect(statuses).toEqual(['CancelledBeforeOpened']);
    await expect(rowsOf(database.requests, `update payments set status = 'Barred'`)).rejects.toThrow('check');
  });
});
