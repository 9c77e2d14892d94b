import type { DueAttempt } from './ports/attempts';
import type { Absent, Finding, PaymentProvider } from './ports/payment-provider';
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
  orderGivenUp: false,
  cause: { correlationId: 'correlation-1' },
};
const askedBefore = { ...due, claims: 2, ageMs: 400 };
const givenUp = { ...askedBefore, orderGivenUp: true };

const captured: Finding = { kind: 'Captured', providerReference: 'pi_1', amount: due.amount };
const processing: Finding = { kind: 'Processing', providerReference: 'pi_1' };
const forestalled: Finding = { kind: 'Forestalled' };
const unknown: Finding = { kind: 'Unknown', reason: 'No answer.' };
const absent: Absent = { kind: 'Absent' };

interface Answers {
  readonly charge?: Finding;
  readonly retrieve?: Finding;
  readonly find?: Finding | Absent;
  readonly forestall?: Finding | Absent;
}

/** A provider that answers so, and the questions that it was asked. */
const providerThatSays = (answers: Answers): { provider: PaymentProvider; asked: string[] } => {
  const asked: string[] = [];
  const say = <Answer>(question: keyof Answers, answer: Answer): Promise<Answer> => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const noRefund = (): Promise<Finding & { kind: 'Unknown' }> => Promise.resolve({ kind: 'Unknown', reason: 'None.' });
  const provider: PaymentProvider = {
    charge: () => say('charge', answers.charge ?? unknown),
    retrieve: () => say('retrieve', answers.retrieve ?? unknown),
    find: () => say('find', answers.find ?? unknown),
    forestall: () => say('forestall', answers.forestall ?? unknown),
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

  it('is not charged again when the provider has forgotten its key', async () => {
    const { finding, asked } = await settle({ ...askedBefore, ageMs: 24 * HOUR_MS }, { find: absent });
    expect([finding.kind, asked]).toEqual(['Unknown', ['find']]);
  });
});

describe('an attempt of an order that was given up', () => {
  it('is not charged when it was never asked for', async () => {
    expect(await settle({ ...due, orderGivenUp: true }, {})).toEqual({ finding: forestalled, asked: [] });
  });

  it('is prevented when the provider does not know it', async () => {
    const answers = { find: absent, forestall: forestalled };
    expect(await settle(givenUp, answers)).toEqual({ finding: forestalled, asked: ['find', 'forestall'] });
  });

  it('is settled as it turns out when the provider has it already', async () => {
    expect(await settle(givenUp, { find: captured })).toEqual({ finding: captured, asked: ['find'] });
  });

  it('is prevented while the provider has not settled it', async () => {
    const answers = { find: processing, forestall: forestalled };
    expect(await settle(givenUp, answers)).toEqual({ finding: forestalled, asked: ['find', 'forestall'] });
  });

  it('is waited for when its request got through, but cannot be found yet', async () => {
    const { finding } = await settle(givenUp, { find: absent, forestall: absent });
    expect(finding.kind).toBe('Unknown');
  });

  it('did not take place when it cannot be found long after', async () => {
    const { finding } = await settle({ ...givenUp, ageMs: 61_000 }, { find: absent, forestall: absent });
    expect(finding).toEqual(forestalled);
  });
});
