import { affectedBy } from '@oms/database';
import { eventually, isolatedPostgres, type IsolatedPostgres } from '@oms/testing';
import { paymentsDatabaseAt } from './testing/payments-database';
import type { OrderForTest } from './testing/order-events';
import { PaymentsFixture } from './testing/payments-fixture';

const captured = 'payments.payment-captured.v1';
const refunded = 'payments.payment-refunded.v1';

/** As many as the worker charges at once, so that it claims nothing while they hang. */
const CHARGES = 16;
const SETTLED_WITHIN_MS = 60_000;

let postgres: IsolatedPostgres<'payments'>;
let payments: PaymentsFixture;

beforeAll(async () => {
  // What is committed asynchronously stays in memory for 10 s, where it would be 200 ms: a crash surely loses it.
  postgres = await isolatedPostgres(['payments'], { wal_writer_delay: '10s' });
  payments = await PaymentsFixture.open({
    database: postgres,
    env: { PROVIDER_TIMEOUT_MS: '6000', PROVIDER_CONCURRENCY_MAX: CHARGES.toString() },
  });
});

afterAll(async () => {
  await payments.close();
  await postgres.remove();
});

/** Orders that the provider has charged without a response. */
const chargedWithoutResponse = async (): Promise<readonly OrderForTest[]> => {
  const orders = await Promise.all(Array.from({ length: CHARGES }, () => payments.paidWith('pm_sim_silent')));
  await Promise.all(
    orders.map((order) =>
      eventually(async () => {
        expect(await payments.ledger(order)).toHaveLength(1);
      }),
    ),
  );
  return orders;
};

const areRefunded = async (orders: readonly OrderForTest[]): Promise<void> => {
  for (const order of orders)
    await eventually(
      () => {
        expect(payments.publishedTypes(order)).toEqual([captured, refunded]);
      },
      { withinMs: SETTLED_WITHIN_MS },
    );
  for (const order of orders) expect(await payments.ledger(order)).toMatchObject([{ amount: 2_500, refunded: 2_500 }]);
};

/** The state of a backup, or of a standby that took over. */
const eraseClaims = `
update attempts set claims = 0, leased_until = null, due_at = requested_at where state = 'REQUESTED'`;

const cancelled = (orders: readonly OrderForTest[]): Promise<unknown> =>
  Promise.all(orders.map((order) => payments.orders.cancelled(order)));

describe('orders that are cancelled while their charges hang', () => {
  it('are refunded, though PostgreSQL crashed after the charges', async () => {
    const orders = await chargedWithoutResponse();
    await postgres.crash();
    await postgres.start();
    await cancelled(orders);
    await areRefunded(orders);
  });

  it('are refunded, though the database has no record of the claims', async () => {
    const orders = await chargedWithoutResponse();
    const database = await paymentsDatabaseAt(postgres.schemas.payments);
    await affectedBy(database.requests, eraseClaims);
    await database.close();
    await cancelled(orders);
    await areRefunded(orders);
  });
});
