import { newId, type Database } from '@oms/database';
import { isolatedPostgres, type IsolatedPostgres } from '@oms/testing';
import type { PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import { paymentsDatabaseAt } from '../../testing/payments-database';
import { typeormAttemptQueue } from './attempt-queue';
import { typeormPaymentRepository } from './payment-repository';
import { typeormRefundQueue } from './refund-queue';

/** Nothing is claimed again before its lease ends, unless a crash has lost the claim. */
const request = { limit: 10, leaseMs: 3_600_000, except: [] };

let postgres: IsolatedPostgres<'payments'>;
let database: Database;

beforeAll(async () => {
  // What is committed asynchronously stays in memory for 10 s, where it would be 200 ms: a crash surely loses it.
  postgres = await isolatedPostgres(['payments'], { wal_writer_delay: '10s' });
  database = await paymentsDatabaseAt(postgres.schemas.payments);
});

afterAll(async () => {
  await database.close();
  await postgres.remove();
});

const crashed = async (): Promise<void> => {
  await database.close();
  await postgres.crash();
  await postgres.start();
  database = await paymentsDatabaseAt(postgres.schemas.payments);
};

const amount = { amountMinor: 2_500n, currency: 'USD' };
const method = { type: 'CARD', token: 'pm_card_visa' } as const;

const applyToPayment = async (...later: readonly PaymentCommand[]): Promise<void> => {
  const identity = { paymentId: newId<'Payment'>(), orderId: newId<'Order'>(), customerId: 'ada' };
  const requested: PaymentCommand = { type: 'RequestPayment', ...identity, amount, attempt: 1, method };
  const changes = [requested, ...later].map((command) => ({
    orderId: identity.orderId,
    causation: { correlationId: 'test' },
    decide: (payment: Parameters<typeof paymentDecider.decide>[1]) => paymentDecider.decide(command, payment),
  }));
  await typeormPaymentRepository(database, 'simulator').change(changes);
};

describe('a claim', () => {
  it('of an attempt survives a crash of PostgreSQL, as the provider is called right after it', async () => {
    await applyToPayment();
    expect(await typeormAttemptQueue(database).claim(request)).toHaveLength(1);
    await crashed();
    expect(await typeormAttemptQueue(database).claim(request)).toEqual([]);
  });

  it('of a refund survives it as well', async () => {
    const refundId = newId<'Refund'>();
    const capture = { type: 'RecordCapture', attempt: 1, amount, providerReference: 'pi_1', refundId } as const;
    await applyToPayment(capture, { type: 'RequestRefund', refundId, amount: null, reason: null });
    expect(await typeormRefundQueue(database).claim(request)).toHaveLength(1);
    await crashed();
    expect(await typeormRefundQueue(database).claim(request)).toEqual([]);
  });
});
