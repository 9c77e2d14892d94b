import type { PaymentDecision } from '../../domain/payment/refusals';
import { captured, opened, refundRequested, requested } from '../../domain/testing/fixtures';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentProvider, RefundResult } from '../ports/payment-provider';
import type { DueRefund, PostponedRefund } from '../ports/refund-queue';
import { dueRefund, exactBackoff } from '../testing/fixtures';
import { recordRefunds, settleRefund } from './settle-refund';

const DAY_MS = 86_400_000;

/** The calls that a provider got which shows this of the refund. */
const callsFor = async (refund: DueRefund, shown: RefundResult): Promise<readonly string[]> => {
  const calls: string[] = [];
  const resolve = (call: string, result: RefundResult): Promise<RefundResult> => {
    calls.push(call);
    return Promise.resolve(result);
  };
  const never = (): Promise<never> => Promise.reject(new Error('Not about a refund.'));
  const provider: PaymentProvider = {
    charge: never,
    find: never,
    retrieve: never,
    voidAttempt: never,
    findRefund: () => resolve('findRefund', shown),
    refund: () => resolve('refund', { kind: 'Refunded' }),
  };
  const { result } = await settleRefund(provider)(refund);
  expect(result).toEqual({ kind: 'Refunded' });
  return calls;
};

describe('a refund', () => {
  it('is requested when it is claimed for the first time', async () => {
    expect(await callsFor(dueRefund, { kind: 'Absent' })).toEqual(['refund']);
  });

  it('is requested at once for as long as the provider has its key', async () => {
    const trusted = { ...dueRefund, ageMs: 23 * 3_600_000 };
    expect(await callsFor(trusted, { kind: 'Absent' })).toEqual(['refund']);
    expect(await callsFor({ ...trusted, ageMs: trusted.ageMs + 1 }, { kind: 'Absent' })).toEqual([
      'findRefund',
      'refund',
    ]);
  });

  it.each([
    ['that was requested before', { ...dueRefund, claims: 2 }],
    ['whose key the provider may have deleted, though no claim is recorded,', { ...dueRefund, ageMs: DAY_MS }],
  ])('%s is searched for first', async (_, refund) => {
    expect(await callsFor(refund, { kind: 'Refunded' })).toEqual(['findRefund']);
    expect(await callsFor(refund, { kind: 'Absent' })).toEqual(['findRefund', 'refund']);
  });
});

/** What is postponed, and which decisions are taken, for these results. */
const recorded = async (...settled: readonly (readonly [DueRefund, RefundResult])[]) => {
  const postponed: PostponedRefund[] = [];
  const decisions: PaymentDecision[] = [];
  const payment = [opened, requested, captured, refundRequested(1_000n)].reduce(
    paymentDecider.evolve,
    paymentDecider.initial,
  );
  const record = recordRefunds({
    payments: {
      change: (changes) => {
        const taken = changes.map(({ decide }) => decide(payment));
        decisions.push(...taken);
        return Promise.resolve(taken);
      },
    },
    refunds: {
      postpone: (refunds) => {
        postponed.push(...refunds);
        return Promise.resolve();
      },
    },
    backoff: exactBackoff,
  });
  await record(settled.map(([refund, result]) => ({ refund, result })));
  return { postponed, events: decisions.flatMap((decision) => (decision.accepted ? decision.events : [])) };
};

describe('the result of a refund', () => {
  const { refundId } = dueRefund;

  it('is recorded when the provider confirms it', async () => {
    const { postponed, events } = await recorded([dueRefund, { kind: 'Refunded' }]);
    expect(events).toMatchObject([{ type: 'PaymentRefunded', refundId }]);
    expect(postponed).toEqual([]);
  });

  it('makes the next attempt a new request when the provider has refused it for good', async () => {
    const refused: RefundResult = { kind: 'Refused', reason: 'No.' };
    const { postponed, events } = await recorded([dueRefund, refused]);
    expect(postponed).toEqual([{ refundId, generation: 2, dueInMs: 500 }]);
    expect(events).toEqual([]);
    const again = await recorded([{ ...dueRefund, generation: 2, claims: 2 }, refused]);
    expect(again.postponed).toEqual([{ refundId, generation: 3, dueInMs: 1_000 }]);
  });

  it('leaves the next attempt the same request while it is unknown', async () => {
    const { postponed } = await recorded([
      { ...dueRefund, generation: 2 },
      { kind: 'Unknown', reason: 'No response.' },
    ]);
    expect(postponed).toEqual([{ refundId, generation: 2, dueInMs: 500 }]);
  });

  it('is tried again at intervals up to 5 min, without end', async () => {
    const { postponed } = await recorded([{ ...dueRefund, claims: 1_000 }, { kind: 'Absent' }]);
    expect(postponed).toEqual([{ refundId, generation: 1, dueInMs: 300_000 }]);
  });

  it('is recorded together with others', async () => {
    const { postponed, events } = await recorded(
      [dueRefund, { kind: 'Refunded' }],
      [
        { ...dueRefund, claims: 3 },
        { kind: 'Unknown', reason: 'No response.' },
      ],
    );
    expect(events).toHaveLength(1);
    expect(postponed).toEqual([{ refundId, generation: 1, dueInMs: 2_000 }]);
  });
});
