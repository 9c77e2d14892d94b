import { newId, rowsOf } from '@oms/database';
import type { Id } from '@oms/kernel';
import { readEvents } from '@oms/messaging';
import fc from 'fast-check';
import type { PaymentChange } from '../../application/ports/payment-repository';
import type { PaymentCommand, RequestedMethod } from '../../domain/payment/commands';
import type { PaymentEvent } from '../../domain/payment/events';
import { paymentDecider } from '../../domain/payment/payment';
import type { Payment } from '../../domain/payment/state';
import { openPaymentsDatabase, type PaymentsDatabase } from '../../testing/payments-database';
import { typeormPaymentRepository } from './payment-repository';

const HISTORIES = 150;

interface HistoryRow {
  readonly type: string;
  readonly data: object;
}

const selectHistory = 'select type, data from history where payment_id = $1 order by position';
const selectRow = 'select id, sequence from payments where order_id = $1';

let payments: PaymentsDatabase;

beforeAll(async () => {
  payments = await openPaymentsDatabase();
});

afterAll(async () => {
  await payments.close();
});

/** The domain's event of a row: amounts are text there. */
const eventFrom = ({ type, data }: HistoryRow): PaymentEvent =>
  JSON.parse(JSON.stringify({ type, ...data }), (key, value: unknown) =>
    key === 'amountMinor' ? BigInt(value as string) : value,
  ) as PaymentEvent;

/** The token of a method is in no history: it has to be erased once its attempt ends. */
const withoutToken = (payment: Payment): Payment => {
  if (payment.status !== 'Pending' || payment.method === null) return payment;
  return { ...payment, method: { type: payment.method.type } as typeof payment.method };
};

const price = { amountMinor: 2_500n, currency: 'USD' };
const method = { type: 'CARD', token: 'pm_secret' } as const;

interface Identity {
  readonly paymentId: Id<'Payment'>;
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  /** Of a refund that is requested and confirmed; others stay open. */
  readonly refundId: Id<'Refund'>;
}

const newIdentity = (): Identity => ({
  paymentId: newId<'Payment'>(),
  orderId: newId<'Order'>(),
  customerId: 'ada',
  refundId: newId<'Refund'>(),
});

const opening =
  (methodGiven: boolean) =>
  (identity: Identity): PaymentCommand => ({
    type: 'OpenPayment',
    ...identity,
    amount: price,
    methodGiven,
  });

const requesting =
  (attempt: number, given: RequestedMethod | null) =>
  (identity: Identity): PaymentCommand => ({
    type: 'RequestPayment',
    ...identity,
    amount: price,
    attempt,
    method: given,
  });

const capturing = (attempt: number, amountMinor: bigint, providerReference: string) => (): PaymentCommand => ({
  type: 'RecordCapture',
  attempt,
  amount: { ...price, amountMinor },
  providerReference,
  refundId: newId<'Refund'>(),
});

const declining = (attempt: number) => (): PaymentCommand => ({
  type: 'RecordDecline',
  attempt,
  message: 'No.',
  providerReference: null,
});

/** Any command of one payment, also those that its state refuses or does not allow. */
const anyCommand = fc.constantFrom<((identity: Identity) => PaymentCommand)[]>(
  opening(true),
  opening(false),
  () => ({ type: 'ProvideMethod', method }),
  requesting(1, method),
  requesting(1, null),
  requesting(1, { type: 'CARD' }),
  requesting(2, null),
  capturing(1, 2_500n, 'pi_1'),
  capturing(1, 2_499n, 'pi_1'),
  capturing(2, 2_500n, 'pi_2'),
  declining(1),
  declining(2),
  () => ({ type: 'RecordVoid', attempt: 1 }),
  (identity) => ({ type: 'GiveUpPayment', ...identity, refundId: newId<'Refund'>() }),
  ({ refundId }) => ({ type: 'RequestRefund', refundId, amount: { ...price, amountMinor: 1_000n }, reason: 'Broken.' }),
  () => ({ type: 'RequestRefund', refundId: newId<'Refund'>(), amount: null, reason: null }),
  ({ refundId }) => ({ type: 'RecordRefund', refundId }),
);

const stored = async (orderId: Id<'Order'>): Promise<Payment> => {
  const seen: Payment[] = [];
  const read: PaymentChange = {
    orderId,
    causation: { correlationId: 'read' },
    decide: (payment) => {
      seen.push(payment);
      return { accepted: true, events: [] };
    },
  };
  await typeormPaymentRepository(payments.database, 'simulator').change([read]);
  return seen.at(-1) ?? paymentDecider.initial;
};

/** Applies the commands in batches; one that the payment's state does not allow rolls its batch back. */
const apply = async (orderId: Id<'Order'>, batches: readonly (readonly PaymentCommand[])[]): Promise<void> => {
  const repository = typeormPaymentRepository(payments.database, 'simulator');
  for (const commands of batches) {
    const changes = commands.map((command): PaymentChange => ({
      orderId,
      causation: { correlationId: 'history' },
      decide: (payment) => paymentDecider.decide(command, payment),
    }));
    await repository.change(changes).catch(() => undefined);
  }
};

const historyOf = async (orderId: Id<'Order'>) => {
  const [row] = await rowsOf<{ id: string; sequence: number }>(payments.database.requests, selectRow, [orderId]);
  const rows = row === undefined ? [] : await rowsOf<HistoryRow>(payments.database.requests, selectHistory, [row.id]);
  return { rows, sequence: row?.sequence ?? 0 };
};

describe('the history of a payment', () => {
  it('folds to the row that is stored, whatever happened', async () => {
    const batches = fc.array(fc.array(anyCommand, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
    const reached = new Set<string>();
    await fc.assert(
      fc.asyncProperty(batches, async (history) => {
        const identity = newIdentity();
        const { orderId } = identity;
        await apply(
          orderId,
          history.map((batch) => batch.map((command) => command(identity))),
        );
        const payment = await stored(orderId);
        const { rows, sequence } = await historyOf(orderId);
        const folded = rows.map(eventFrom).reduce(paymentDecider.evolve, paymentDecider.initial);
        expect(folded).toEqual(withoutToken(payment));
        expect(JSON.stringify(rows)).not.toContain('pm_secret');
        expect(await readEvents(payments.database.requests, { orderId })).toHaveLength(sequence);
        reached.add(payment.status);
      }),
      { numRuns: HISTORIES },
    );
    expect(reached.size).toBeGreaterThan(5);
  });
});
