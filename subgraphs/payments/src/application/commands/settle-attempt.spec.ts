import type { DueAttempt } from './ports/attempts';
import type { Absent, AttemptResult, PaymentProvider } from './ports/payment-provider';
import { settleAttempt } from './settle-attempt';

const HOUR_MS = 3_600_000;

const due: DueAttempt = {
  paymentId: 'payment-1',
  orderId: 'order-1',
  attempt: 1,
  amount: { amountMinor: 2_500n, currency: 'USD' },
  method: { type: 'CARD', token: 'pm_card_visa' },
  providerReference: null,
  claims: 1,
  ageMs: 0,
  sinceChargeMs: 0,
  orderGivenUp: false,
  causation: { correlationId: 'correlation-1' },
};
const askedBefore = { ...due, claims: 2, ageMs: 400, sinceChargeMs: 400 };
const givenUp = { ...askedBefore, orderGivenUp: true };

const captured: AttemptResult = { kind: 'Captured', providerReference: 'pi_1', amount: due.amount };
const declined: AttemptResult = { kind: 'Declined', providerReference: 'pi_1', message: 'Your card was declined.' };
const processing: AttemptResult = { kind: 'Processing', providerReference: 'pi_1' };
const voided: AttemptResult = { kind: 'Voided' };
const unknown: AttemptResult = { kind: 'Unknown', reason: 'No answer.' };
/** What the provider keeps for the key, and answers to the same request for as long as it remembers it. */
const savedFault: AttemptResult = { ...unknown, isSaved: true };
const absent: Absent = { kind: 'Absent' };

interface Answers {
  readonly charge?: AttemptResult;
  readonly retrieve?: AttemptResult;
  readonly find?: AttemptResult | Absent;
  readonly voidAttempt?: AttemptResult | Absent;
}

/** A provider that answers so, and the questions that it was asked. */
const providerThatSays = (answers: Answers): { provider: PaymentProvider; asked: string[] } => {
  const asked: string[] = [];
  const say = <Answer>(question: keyof Answers, answer: Answer): Promise<Answer> => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const noRefund = (): Promise<AttemptResult & { kind: 'Unknown' }> => Promise.resolve({ kind: 'Unknown', reason: 'None.' });
  const provider: PaymentProvider = {
    charge: () => say('charge', answers.charge ?? unknown),
    retrieve: () => say('retrieve', answers.retrieve ?? unknown),
    find: () => say('find', answers.find ?? unknown),
    voidAttempt: () => say('voidAttempt', answers.voidAttempt ?? unknown),
    refund: noRefund,
    findRefund: noRefund,
  };
  return { provider, asked };
};

const settle = async (attempt: DueAttempt, answers: Answers) => {
  const { provider, asked } = providerThatSays(answers);
  const { finding } = await settleAttempt(provider)(attempt);
  return { finding, asked };
};

describe('an attempt', () => {
  it('is charged when it is taken for the first time', async () => {
    expect(await settle(due, { charge: captured })).toEqual({ finding: captured, asked: ['charge'] });
  });

  it('is looked for before anything else once it may have been charged', async () => {
    expect(await settle(askedBefore, { find: captured })).toEqual({ finding: captured, asked: ['find'] });
  });

  it('is charged again, as the same request, when the provider does not know it', async () => {
    const answers = { find: absent, charge: captured };
    expect(await settle(askedBefore, answers)).toEqual({ finding: captured, asked: ['find', 'charge'] });
  });

  it('is not charged again while it cannot be looked for', async () => {
    expect(await settle(askedBefore, { find: unknown })).toEqual({ finding: unknown, asked: ['find'] });
  });

  it('is asked for by the provider’s own reference once that is known', async () => {
    const known = { ...askedBefore, providerReference: 'pi_1' };
    expect(await settle(known, { retrieve: processing })).toEqual({ finding: processing, asked: ['retrieve'] });
  });

  it('is looked for first when the provider has forgotten its key, though no claim is known of', async () => {
    const old = { ...due, ageMs: 24 * HOUR_MS };
    expect(await settle(old, { find: captured })).toEqual({ finding: captured, asked: ['find'] });
  });

  it('is not charged again when the provider has forgotten its key', async () => {
    const { finding, asked } = await settle({ ...askedBefore, ageMs: 24 * HOUR_MS }, { find: absent });
    expect([finding.kind, asked]).toEqual(['Unknown', ['find']]);
  });
});

describe('an attempt of an order that was given up', () => {
  it('is asked about also when no claim is known of: the request may have been sent all the same', async () => {
    const neverClaimed = { ...due, orderGivenUp: true };
    expect(await settle(neverClaimed, { find: captured })).toEqual({ finding: captured, asked: ['find'] });
  });

  it('is prevented by the provider when it was never asked for', async () => {
    const answers = { find: absent, voidAttempt: voided };
    const asked = ['find', 'voidAttempt'];
    expect(await settle({ ...due, orderGivenUp: true }, answers)).toEqual({ finding: voided, asked });
  });

  it('is prevented when the provider does not know it', async () => {
    const answers = { find: absent, voidAttempt: voided };
    expect(await settle(givenUp, answers)).toEqual({ finding: voided, asked: ['find', 'voidAttempt'] });
  });

  it('is settled as it turns out when the provider has it already', async () => {
    expect(await settle(givenUp, { find: captured })).toEqual({ finding: captured, asked: ['find'] });
  });

  it('is prevented while the provider has not settled it', async () => {
    const answers = { find: processing, voidAttempt: voided };
    expect(await settle(givenUp, answers)).toEqual({ finding: voided, asked: ['find', 'voidAttempt'] });
  });

  it('stays open for as long as the provider says that it is under way, days included', async () => {
    const old = { ...givenUp, ageMs: 48 * HOUR_MS, sinceChargeMs: 48 * HOUR_MS };
    const answers = { retrieve: processing, find: processing, voidAttempt: processing };
    for (const providerReference of ['pi_1', null])
      expect((await settle({ ...old, providerReference }, answers)).finding).toEqual(processing);
  });

  it.each([captured, declined, processing, unknown])(
    'whose request got through is settled by the answer to that request: $kind',
    async (answer) => {
      const answers = { find: absent, voidAttempt: absent, charge: answer };
      const asked = ['find', 'voidAttempt', 'charge'];
      expect(await settle({ ...givenUp, sinceChargeMs: HOUR_MS }, answers)).toEqual({ finding: answer, asked });
    },
  );

  it('is waited for when the answer to its request is a fault, but it may not be shown yet', async () => {
    const { finding } = await settle(givenUp, { find: absent, voidAttempt: absent, charge: savedFault });
    expect(finding.kind).toBe('Unknown');
  });

  it('did not take place when the answer to its request is a fault, and it is not shown long after', async () => {
    const old = { ...givenUp, sinceChargeMs: HOUR_MS };
    const { finding } = await settle(old, { find: absent, voidAttempt: absent, charge: savedFault });
    expect(finding).toEqual(voided);
  });

  it('did not take place when the provider, whose keys are forgotten by then, does not show it', async () => {
    const old = { ...givenUp, ageMs: 24 * HOUR_MS };
    expect(await settle(old, { find: absent })).toEqual({ finding: voided, asked: ['find'] });
  });
});
