import type { Id } from '@oms/kernel';
import { paymentDecider } from '../../domain/payment/payment';
import { declined, givenUp, opened, requested } from '../../domain/testing/fixtures';
import type { PaymentEvent } from '../../domain/payment/events';
import type { DueAttempt, PostponedAttempt } from '../ports/attempt-queue';
import type { AttemptResult } from '../ports/payment-provider';
import { dueAttempt, exactBackoff } from '../testing/fixtures';
import { recordAttempts } from './record-attempts';

const newId = <Kind extends string>() => 'refund-1' as Id<Kind>;
const processing: AttemptResult = { kind: 'Processing', providerReference: 'pi_1' };
const unknown: AttemptResult = { kind: 'Unknown', reason: 'No response.' };
const captured: AttemptResult = { kind: 'Captured', providerReference: 'pi_1', amount: dueAttempt.amount };

/** What is postponed, and the events that follow for a payment of this history. */
const recorded = async (
  settled: readonly (readonly [DueAttempt, AttemptResult])[],
  history: readonly PaymentEvent[] = [opened, requested],
) => {
  const postponed: PostponedAttempt[] = [];
  const events: PaymentEvent[] = [];
  const calls: string[] = [];
  const payment = history.reduce(paymentDecider.evolve, paymentDecider.initial);
  const record = recordAttempts({
    payments: {
      change: (changes) => {
        calls.push('change');
        const decisions = changes.map(({ decide }) => decide(payment));
        for (const decision of decisions) if (decision.accepted) events.push(...decision.events);
        return Promise.resolve(decisions);
      },
    },
    attempts: {
      postpone: (attempts) => {
        calls.push('postpone');
        postponed.push(...attempts);
        return Promise.resolve();
      },
    },
    newId,
    backoff: exactBackoff,
  });
  await record(settled.map(([attempt, result]) => ({ attempt, result })));
  return { postponed, events, calls };
};

const waitAfter = async (claims: number, result: AttemptResult): Promise<number | undefined> =>
  (await recorded([[{ ...dueAttempt, claims }, result]])).postponed[0]?.dueInMs;

describe('an attempt without a final result', () => {
  it('is queried again soon while its result is unknown: 300 ms, up to 10 s', async () => {
    expect(await waitAfter(1, unknown)).toBe(300);
    expect(await waitAfter(2, unknown)).toBe(600);
    expect(await waitAfter(20, unknown)).toBe(10_000);
  });

  it('is queried again later while it is processed, as a webhook is expected first: 4 s, up to a minute', async () => {
    expect(await waitAfter(1, processing)).toBe(4_000);
    expect(await waitAfter(2, processing)).toBe(8_000);
    expect(await waitAfter(20, processing)).toBe(60_000);
  });

  it('keeps the provider’s reference once it is known', async () => {
    const { postponed } = await recorded([
      [dueAttempt, processing],
      [{ ...dueAttempt, providerReference: 'pi_0' }, unknown],
      [dueAttempt, unknown],
    ]);
    expect(postponed.map(({ providerReference }) => providerReference)).toEqual(['pi_1', 'pi_0', null]);
    expect(postponed[0]).toEqual({
      paymentId: dueAttempt.paymentId,
      orderId: dueAttempt.orderId,
      attempt: 1,
      providerReference: 'pi_1',
      dueInMs: 4_000,
    });
  });
});

describe('the final result of an attempt', () => {
  it('is recorded, and not postponed', async () => {
    const { postponed, events, calls } = await recorded([[dueAttempt, captured]]);
    expect(events).toMatchObject([{ type: 'PaymentCaptured', providerReference: 'pi_1' }]);
    expect([postponed, calls]).toEqual([[], ['change']]);
  });

  it('is recorded as a decline with its message', async () => {
    const result = { kind: 'Declined', providerReference: 'pi_1', message: 'Your card was declined.' } as const;
    expect((await recorded([[dueAttempt, result]])).events).toEqual([declined]);
  });

  it('is recorded as cancelled when the attempt was voided for an order that was given up', async () => {
    const { events } = await recorded([[dueAttempt, { kind: 'Voided' }]], [opened, requested, givenUp]);
    expect(events).toMatchObject([{ type: 'PaymentFailed', code: 'CANCELLED', attempt: 1 }]);
  });

  it('has a refund with an id of its own when it is a capture of an order that was given up', async () => {
    const { events } = await recorded([[dueAttempt, captured]], [opened, requested, givenUp]);
    expect(events).toMatchObject([{ type: 'PaymentCaptured' }, { type: 'RefundRequested', refundId: 'refund-1' }]);
  });

  it('changes nothing else when there is only something to postpone', async () => {
    expect((await recorded([[dueAttempt, unknown]])).calls).toEqual(['postpone']);
  });
});
