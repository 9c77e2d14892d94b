import { affectedBy, newId, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import { itStoresPayments } from '../../application/testing/payment-repository-contract';
import { paymentDecider } from '../../domain/payment/payment';
import { openPaymentsDatabase, type PaymentsDatabase } from '../testing/payments-database';
import { typeormAttemptQueue } from './attempt-queue';
import { typeormPaymentRepository } from './payment-repository';
import { typeormRefundQueue } from './refund-queue';

const typeNames: Readonly<Record<string, string>> = {
  'payments.payment-method-provided.v1': 'MethodProvided',
  'payments.payment-captured.v1': 'PaymentCaptured',
  'payments.payment-failed.v1': 'PaymentFailed',
  'payments.payment-refunded.v1': 'PaymentRefunded',
};

let payments: PaymentsDatabase;

beforeAll(async () => {
  payments = await openPaymentsDatabase();
});

afterAll(async () => {
  await payments.close();
});

const earlier = (table: string, ...columns: readonly string[]): string =>
  `update ${table} set ${columns.map((column) => `${column} = ${column} - make_interval(secs => $1 / 1000.0)`).join()}`;

const attemptsEarlier = earlier('attempts', 'due_at', 'leased_until', 'requested_at', 'charge_requested_at');
const refundsEarlier = earlier('refunds', 'due_at', 'leased_until');

describe('payments in PostgreSQL', () => {
  itStoresPayments(() => ({
    payments: typeormPaymentRepository(payments.database, 'simulator'),
    attempts: typeormAttemptQueue(payments.database),
    refunds: typeormRefundQueue(payments.database),
    newId,
    published: async (orderId) => {
      const events = await readEvents(payments.database.requests, { orderId });
      return events.map(({ type, sequence }) => [typeNames[type] ?? type, sequence] as const);
    },
    pass: async (ms) => {
      await affectedBy(payments.database.requests, attemptsEarlier, [ms]);
      await affectedBy(payments.database.requests, refundsEarlier, [ms]);
    },
  }));

  it('erase the method’s token once the attempt has its result', async () => {
    const orderId = newId<'Order'>();
    const identity = { paymentId: newId<'Payment'>(), orderId, customerId: 'ada' };
    const [amount, method] = [
      { amountMinor: 1n, currency: 'USD' },
      { type: 'CARD', token: 'pm_secret' },
    ] as const;
    const { change } = typeormPaymentRepository(payments.database, 'simulator');
    const causation = { correlationId: 'test' };
    const { decide } = paymentDecider;
    await change([
      {
        orderId,
        causation,
        decide: (payment) => decide({ type: 'RequestPayment', ...identity, amount, attempt: 1, method }, payment),
      },
    ]);
    const tokens = 'select method_token from attempts where order_id = $1';
    expect(await rowsOf(payments.database.requests, tokens, [orderId])).toEqual([{ method_token: 'pm_secret' }]);
    await change([
      {
        orderId,
        causation,
        decide: (payment) =>
          decide({ type: 'RecordDecline', attempt: 1, message: 'No.', providerReference: null }, payment),
      },
    ]);
    expect(await rowsOf(payments.database.requests, tokens, [orderId])).toEqual([{ method_token: null }]);
  });
});
