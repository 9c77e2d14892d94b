import { newId, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import { raceAgainstItself, RACERS, rotated } from '@oms/testing';
import type { PaymentChange } from '../../application/ports/payment-repository';
import type { PaymentCommand } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentDecision } from '../../domain/payment/refusals';
import { openPaymentsDatabase, type PaymentsDatabase } from '../../testing/payments-database';
import { typeormAttemptQueue } from './attempt-queue';
import { typeormPaymentRepository } from './payment-repository';
import { typeormRefundQueue } from './refund-queue';

const price = { amountMinor: 1_250n, currency: 'USD' };
const visa = { type: 'CARD', token: 'pm_card_visa' } as const;

let payments: PaymentsDatabase;

beforeAll(async () => {
  // Every racer has a connection, so that all of them wait for the row and none for the pool.
  payments = await openPaymentsDatabase({ poolMax: 2 * RACERS });
});

afterAll(async () => {
  await payments.close();
});

/** A payment of a test's own. */
const paymentOf = () => ({ paymentId: newId<'Payment'>(), orderId: newId<'Order'>(), customerId: 'ada' });
type Identity = ReturnType<typeof paymentOf>;

const changeOf = ({ orderId }: Identity, command: PaymentCommand): PaymentChange => ({
  orderId,
  causation: { correlationId: 'race' },
  decide: (payment) => paymentDecider.decide(command, payment),
});

const change = (changes: readonly PaymentChange[]): Promise<readonly PaymentDecision[]> =>
  typeormPaymentRepository(payments.database, 'simulator').change(changes);

const tookEffect = (decision: PaymentDecision | undefined): boolean =>
  decision?.accepted === true && decision.events.length > 0;

const open = (identity: Identity): PaymentCommand => ({
  type: 'OpenPayment',
  ...identity,
  amount: price,
  methodGiven: false,
});
const provide: PaymentCommand = { type: 'ProvideMethod', method: visa };
const request = (identity: Identity): PaymentCommand => ({
  type: 'RequestPayment',
  ...identity,
  amount: price,
  attempt: 1,
  method: visa,
});
const capture = (): PaymentCommand => ({
  type: 'RecordCapture',
  attempt: 1,
  amount: price,
  providerReference: 'pi_1',
  refundId: newId<'Refund'>(),
});
const decline: PaymentCommand = { type: 'RecordDecline', attempt: 1, message: 'Declined.', providerReference: 'pi_1' };
const voided: PaymentCommand = { type: 'RecordVoid', attempt: 1 };
const giveUp = (identity: Identity): PaymentCommand => ({
  type: 'GiveUpPayment',
  ...identity,
  refundId: newId<'Refund'>(),
});
const refund = (amountMinor: bigint | null, refundId = newId<'Refund'>()): PaymentCommand => ({
  type: 'RequestRefund',
  refundId,
  amount: amountMinor === null ? null : { ...price, amountMinor },
  reason: null,
});

const refundId = newId<'Refund'>();

interface Contest {
  readonly name: string;
  readonly before: (identity: Identity) => readonly PaymentCommand[];
  readonly command: (identity: Identity) => PaymentCommand;
  readonly acceptedExpected: number;
}

const contests: readonly Contest[] = [
  { name: 'OpenPayment', before: () => [], command: open, acceptedExpected: 1 },
  // A customer may replace the method for as long as nothing was charged.
  { name: 'ProvideMethod', before: (it) => [open(it)], command: () => provide, acceptedExpected: RACERS },
  { name: 'RequestPayment', before: (it) => [open(it), provide], command: request, acceptedExpected: 1 },
  { name: 'RequestPayment, of a payment not opened yet', before: () => [], command: request, acceptedExpected: 1 },
  { name: 'RecordCapture', before: (it) => [open(it), request(it)], command: capture, acceptedExpected: 1 },
  { name: 'RecordDecline', before: (it) => [open(it), request(it)], command: () => decline, acceptedExpected: 1 },
  {
    name: 'RecordVoid',
    before: (it) => [open(it), request(it), giveUp(it)],
    command: () => voided,
    acceptedExpected: 1,
  },
  { name: 'GiveUpPayment', before: (it) => [open(it), request(it), capture()], command: giveUp, acceptedExpected: 1 },
  { name: 'GiveUpPayment, of a payment not opened yet', before: () => [], command: giveUp, acceptedExpected: 1 },
  {
    name: 'RequestRefund of a part',
    before: (it) => [open(it), request(it), capture()],
    command: () => refund(500n),
    acceptedExpected: 2,
  },
  {
    name: 'RequestRefund of all',
    before: (it) => [open(it), request(it), capture()],
    command: () => refund(null),
    acceptedExpected: 1,
  },
  {
    name: 'RecordRefund',
    before: (it) => [open(it), request(it), capture(), refund(500n, refundId)],
    command: () => ({ type: 'RecordRefund', refundId }),
    acceptedExpected: 1,
  },
];

const booksOf = `
select coalesce(captured_minor, 0)::integer as captured, refunded_minor::integer as refunded,
  (select coalesce(sum(amount_minor), 0)::integer from refunds r where r.payment_id = p.id) as requested,
  (select coalesce(sum(amount_minor), 0)::integer from refunds r
    where r.payment_id = p.id and r.state = 'SUCCEEDED') as succeeded
from payments p where order_id = $1`;

interface Books {
  readonly captured: number;
  readonly refunded: number;
  readonly requested: number;
  readonly succeeded: number;
}

const sequencesOf = async (orderId: string): Promise<readonly number[]> =>
  (await readEvents(payments.database.requests, { orderId })).map(({ sequence }) => sequence);

describe('a command that races itself', () => {
  it.each(contests)('takes effect as often as the rules allow: $name', async (contest) => {
    const identity = paymentOf();
    await change(contest.before(identity).map((command) => changeOf(identity, command)));
    await raceAgainstItself({
      command: async () => (await change([changeOf(identity, contest.command(identity))]))[0],
      isAccepted: tookEffect,
      acceptedExpected: contest.acceptedExpected,
      histories: async () => [await sequencesOf(identity.orderId)],
      metrics: payments.metrics,
    });
    const [books] = await rowsOf<Books>(payments.database.requests, booksOf, [identity.orderId]);
    expect(books?.requested).toBeLessThanOrEqual(books?.captured ?? 0);
    expect(books?.refunded).toBe(books?.succeeded);
  });
});

describe('batches that name the same payments in different orders', () => {
  const BATCH = 40;

  it.each([
    { name: 'opened', before: () => [], command: open },
    { name: 'charged', before: (it: Identity) => [open(it)], command: request },
    { name: 'given up', before: (it: Identity) => [open(it), request(it), capture()], command: giveUp },
  ])('do not deadlock while the payments are $name', async ({ before, command }) => {
    const all = Array.from({ length: BATCH }, paymentOf);
    await change(all.flatMap((identity) => before(identity).map((each) => changeOf(identity, each))));
    await raceAgainstItself({
      command: (racer) => change(rotated(all, racer).map((identity) => changeOf(identity, command(identity)))),
      isAccepted: (decisions) => decisions.some(tookEffect),
      acceptedExpected: 1,
      histories: () => Promise.all(all.map(({ orderId }) => sequencesOf(orderId))),
      metrics: payments.metrics,
    });
  });

  const undecided: readonly PaymentDecision[] = [{ accepted: true, events: [] }];
  /** Half of the racers postpone what the other half settles. */
  const race = async <It extends Identity>(
    all: readonly It[],
    { postpone, command }: { postpone: (batch: readonly It[]) => Promise<void>; command: (it: It) => PaymentCommand },
  ): Promise<void> => {
    await raceAgainstItself({
      command: async (racer) => {
        const batch = rotated(all, racer);
        if (racer % 2 === 1) return change(batch.map((it) => changeOf(it, command(it))));
        await postpone(batch);
        return undecided;
      },
      isAccepted: (decisions) => decisions.some(tookEffect),
      acceptedExpected: 1,
      histories: () => Promise.all(all.map(({ orderId }) => sequencesOf(orderId))),
      metrics: payments.metrics,
    });
  };

  it('do not deadlock while attempts are postponed and settled', async () => {
    const all = Array.from({ length: BATCH }, paymentOf);
    await change(all.flatMap((it) => [open(it), request(it)].map((each) => changeOf(it, each))));
    const { postpone } = typeormAttemptQueue(payments.database);
    const postponement = { attempt: 1, providerReference: null, dueInMs: 60_000 };
    await race(all, {
      postpone: (batch) => postpone(batch.map((it) => ({ ...it, ...postponement }))),
      command: () => decline,
    });
  });

  it('do not deadlock while refunds are postponed and settled', async () => {
    const all = Array.from({ length: BATCH }, () => ({ ...paymentOf(), refundId: newId<'Refund'>() }));
    const before = (it: (typeof all)[number]) => [open(it), request(it), capture(), refund(500n, it.refundId)];
    await change(all.flatMap((it) => before(it).map((each) => changeOf(it, each))));
    const { postpone } = typeormRefundQueue(payments.database);
    await race(all, {
      postpone: (batch) => postpone(batch.map((it) => ({ ...it, generation: 1, dueInMs: 60_000 }))),
      command: (it) => ({ type: 'RecordRefund', refundId: it.refundId }),
    });
  });
});
