import type { PaymentProvider, RefundResult } from './ports/payment-provider';
import type { DueRefund } from './ports/refunds';
import { settleRefund } from './settle-refund';

const DAY_MS = 86_400_000;

const due: DueRefund = {
  refundId: 'refund-1',
  paymentId: 'payment-1',
  orderId: 'order-1',
  amount: { amountMinor: 1_000n, currency: 'USD' },
  providerReference: 'pi_1',
  claims: 1,
  ageMs: 0,
  generation: 1,
  causation: { correlationId: 'correlation-1' },
};

/** What a provider that knows this of the refund was asked. */
const askedOf = async (refund: DueRefund, known: RefundResult): Promise<readonly string[]> => {
  const asked: string[] = [];
  const say = (question: string, answer: RefundResult): Promise<RefundResult> => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const never = (): Promise<never> => Promise.reject(new Error('Not about a refund.'));
  const provider: PaymentProvider = {
    charge: never,
    find: never,
    retrieve: never,
    voidAttempt: never,
    findRefund: () => say('findRefund', known),
    refund: () => say('refund', { kind: 'Refunded' }),
  };
  const { finding } = await settleRefund(provider)(refund);
  expect(finding).toEqual({ kind: 'Refunded' });
  return asked;
};

describe('a refund', () => {
  it('is asked for when it is taken for the first time', async () => {
    expect(await askedOf(due, { kind: 'Absent' })).toEqual(['refund']);
  });

  it.each([
    ['that was tried before', { ...due, claims: 2 }],
    ['whose key the provider has forgotten, though no claim is known of,', { ...due, ageMs: DAY_MS }],
  ])('%s is looked for first', async (_, refund) => {
    expect(await askedOf(refund, { kind: 'Refunded' })).toEqual(['findRefund']);
    expect(await askedOf(refund, { kind: 'Absent' })).toEqual(['findRefund', 'refund']);
  });
});
