import { accept, refuse, type Causation, type Id } from '@oms/kernel';
import { interimReasons } from '../../domain/payment/provider-notification';
import type { PaymentDecision } from '../../domain/payment/refusals';
import { captured, declined, givenUp, opened, price, requested } from '../../domain/testing/fixtures';
import type { PaymentEvent } from '../../domain/payment/events';
import type { FinalResult } from '../ports/payment-provider';
import type { PaymentChange } from '../ports/payment-repository';
import type { ProviderNotification, WaitingWebhook } from '../ports/webhook-inbox';
import { dueAttempt } from '../testing/fixtures';
import { InMemoryPaymentStore } from '../testing/in-memory-payment-repository';
import { processWebhooks } from './process-webhooks';

const { orderId } = dueAttempt;
const newId = <Kind extends string>() => 'refund-1' as Id<Kind>;
const capture: FinalResult = { kind: 'Captured', providerReference: 'pi_1', amount: price };
const decline: FinalResult = { kind: 'Declined', providerReference: 'pi_1', message: 'Your card was declined.' };
const voided: FinalResult = { kind: 'Voided' };

const webhook = (
  notification: ProviderNotification | undefined,
  causation: Causation | null = null,
): WaitingWebhook => ({
  eventId: 'evt_1',
  type: 'payment_intent.any',
  notification,
  body: null,
  causation,
});
const reporting = (result: FinalResult, causation?: Causation): WaitingWebhook =>
  webhook({ attempt: dueAttempt, result }, causation);

const storeWith = async (...events: readonly PaymentEvent[]) => {
  const store = new InMemoryPaymentStore();
  await store.payments.change([{ orderId, causation: { correlationId: 'test' }, decide: () => accept(...events) }]);
  return store;
};

/** The results for a payment with this history. */
const process = async (history: readonly PaymentEvent[], ...webhooks: readonly WaitingWebhook[]) => {
  const { payments } = await storeWith(...history);
  return processWebhooks(newId)(webhooks, payments);
};

describe('a webhook', () => {
  it('is handled when an event follows from it', async () => {
    expect(await process([opened, requested], reporting(capture))).toEqual([{ kind: 'Handled' }]);
  });

  it('is ignored when what it reports is recorded', async () => {
    expect(await process([opened, requested, captured], reporting(capture))).toEqual([
      { kind: 'Ignored', reason: 'What it reports is recorded already.' },
    ]);
  });

  it.each([
    [[opened], 'No attempt is under way.'],
    [[opened, requested, declined], 'The attempt has failed already.'],
    [[opened, requested, captured], 'The payment was captured.'],
  ] as const)('of a failure is ignored with the reason: %#', async (history, reason) => {
    const results = await process(history, reporting(decline), reporting(voided));
    expect(results).toEqual([
      { kind: 'Ignored', reason },
      { kind: 'Ignored', reason },
    ]);
  });

  it('is ignored with the reason when it reports no result', async () => {
    expect(await process([opened, requested], webhook({ interim: 'Processing' }))).toEqual([
      { kind: 'Ignored', reason: interimReasons.Processing },
    ]);
    expect(interimReasons.Processing).toBe('The attempt has no result yet.');
  });

  it('is parked when it is not understood', async () => {
    expect(await process([], webhook(undefined))).toEqual([{ kind: 'Parked', reason: 'NOT_UNDERSTOOD' }]);
  });

  it('is parked when it reports another amount, also when that is refunded at once', async () => {
    const another: FinalResult = { ...capture, amount: { ...price, amountMinor: 2_499n } };
    const parked = [{ kind: 'Parked', reason: 'AMOUNT_MISMATCH' }];
    expect(await process([opened, requested], reporting(another))).toEqual(parked);
    expect(await process([opened, requested, givenUp], reporting(another))).toEqual(parked);
  });

  it('has its own result among others of a batch', async () => {
    const results = await process(
      [opened, requested],
      webhook({ interim: 'Created' }),
      reporting(capture),
      webhook(undefined),
      reporting(capture),
    );
    expect(results.map(({ kind }) => kind)).toEqual(['Ignored', 'Handled', 'Parked', 'Ignored']);
  });

  it('has the causation of its attempt, or its own id where there is no such attempt', async () => {
    const changes: PaymentChange[] = [];
    const payments = {
      change: (batch: readonly PaymentChange[]): Promise<readonly PaymentDecision[]> => {
        changes.push(...batch);
        return Promise.resolve(batch.map(() => accept()));
      },
    };
    await processWebhooks(newId)([reporting(capture, dueAttempt.causation), reporting(capture)], payments);
    expect(changes).toMatchObject([
      { orderId, causation: dueAttempt.causation },
      { orderId, causation: { correlationId: 'evt_1' } },
    ]);
  });

  it.each([
    ['PAYMENT_NOT_FOUND', 'PAYMENT_NOT_FOUND'],
    ['UNEXPECTED_CAPTURE', 'UNEXPECTED_CAPTURE'],
    ['ORDER_NOT_PAYABLE', 'FAULT'],
    ['NOTHING_CAPTURED', 'FAULT'],
    ['REFUND_EXCEEDS_CAPTURE', 'FAULT'],
    ['CURRENCY_DIFFERS', 'FAULT'],
  ] as const)('is parked when the payment refuses it: %s', async (refusal, reason) => {
    const change = (): Promise<readonly PaymentDecision[]> => Promise.resolve([refuse(refusal)]);
    expect(await processWebhooks(newId)([reporting(capture)], { change })).toEqual([{ kind: 'Parked', reason }]);
  });

  it('is parked when it has no decision', async () => {
    const change = (): Promise<readonly PaymentDecision[]> => Promise.resolve([]);
    expect(await processWebhooks(newId)([reporting(capture)], { change })).toEqual([
      { kind: 'Parked', reason: 'FAULT' },
    ]);
  });
});
