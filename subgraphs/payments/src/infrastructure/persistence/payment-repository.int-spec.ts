import { affectedBy, newId, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import { itQueuesAttemptsAndRefunds } from '../../application/testing/payment-queues-contract';
import { itStoresPayments, type StoresUnderTest } from '../../application/testing/payment-repository-contract';
import type { RequestedChange } from '../../application/ports/payment-repository';
import type { PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import { openPaymentsDatabase, type PaymentsDatabase } from '../../testing/payments-database';
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

const causation = { correlationId: 'test' };

describe('payments in PostgreSQL', () => {
  const open = (): StoresUnderTest => ({
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
  });
  itStoresPayments(open);
  itQueuesAttemptsAndRefunds(open);

  it('erase the method’s token once the attempt has its result', async () => {
    const orderId = newId<'Order'>();
    const identity = { paymentId: newId<'Payment'>(), orderId, customerId: 'ada' };
    const [amount, method] = [
      { amountMinor: 1n, currency: 'USD' },
      { type: 'CARD', token: 'pm_secret' },
    ] as const;
    const { change } = typeormPaymentRepository(payments.database, 'simulator');
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

  it('resolve a repeated request to a result that an earlier version stored', async () => {
    const orderId = newId<'Order'>();
    const identity = { paymentId: newId<'Payment'>(), orderId, customerId: 'ada' };
    const amount = { amountMinor: 2_500n, currency: 'USD' };
    const repository = typeormPaymentRepository(payments.database, 'simulator');
    const open: PaymentCommand = { type: 'OpenPayment', ...identity, amount, methodGiven: false };
    const request = {
      actor: { id: newId(), scopes: new Set<string>() },
      causation: { ...causation, idempotencyKey: 'k' },
    };
    const change: RequestedChange = {
      operation: 'payOrder',
      input: { orderId },
      payment: { orderId },
      decide: (payment) => paymentDecider.decide(open, payment),
    };
    const first = await repository.changeOnce(request, change);
    const earlier = {
      paid: true,
      payment: {
        id: identity.paymentId,
        ...{ orderId, customerId: 'ada', status: 'PENDING', method: 'CARD', provider: null, providerReference: null },
        amount: { amountMinor: '2500', currency: 'USD' },
        refunded: { amountMinor: '0', currency: 'USD' },
        failure: null,
        attempts: [{ at: '2026-11-21T12:00:00.000Z', outcome: 'DECLINED', providerReference: null }],
        refunds: [],
        createdAt: '2026-11-21T11:59:00.000Z',
        updatedAt: '2026-11-21T12:00:00.001Z',
      },
    };
    const store = 'update idempotency set answer = $2 where caller = $1';
    await affectedBy(payments.database.requests, store, [request.actor.id, JSON.stringify(earlier)]);
    expect(first).toMatchObject({ kind: 'Succeeded', value: { payment: { attempts: [] } } });
    expect(await repository.changeOnce(request, change)).toEqual({
      kind: 'Succeeded',
      value: {
        payment: {
          ...earlier.payment,
          amount,
          refunded: { amountMinor: 0n, currency: 'USD' },
          attempts: [{ at: Date.UTC(2026, 10, 21, 12), outcome: 'DECLINED', providerReference: null }],
          createdAt: Date.UTC(2026, 10, 21, 11, 59),
          updatedAt: Date.UTC(2026, 10, 21, 12, 0, 0, 1),
        },
        refund: null,
      },
    });
  });
});
