import type { DueAttempt } from '../ports/attempt-queue';
import type { Absent, AttemptResult, PaymentProvider } from '../ports/payment-provider';
import { dueAttempt as due } from '../testing/fixtures';
import { settleAttempt } from './settle-attempt';

const HOUR_MS = 3_600_000;

const claimedBefore = { ...due, claims: 2, ageMs: 400, sinceChargeMs: 400 };
const givenUp = { ...claimedBefore, orderGivenUp: true };

const captured: AttemptResult = { kind: 'Captured', providerReference: 'pi_1', amount: due.amount };
const declined: AttemptResult = { kind: 'Declined', providerReference: 'pi_1', message: 'Your card was declined.' };
const processing: AttemptResult = { kind: 'Processing', providerReference: 'pi_1' };
const voided: AttemptResult = { kind: 'Voided' };
const unknown: AttemptResult = { kind: 'Unknown', reason: 'No response.' };
/** The response that the provider has stored for the key, and gives to the same request for as long as it has the key. */
const storedFault: AttemptResult = { ...unknown, isStored: true };
const absent: Absent = { kind: 'Absent' };

interface Results {
  readonly charge?: AttemptResult;
  readonly retrieve?: AttemptResult;
  readonly find?: AttemptResult | Absent;
  readonly voidAttempt?: AttemptResult | Absent;
}

/** A provider with these results, and the calls that it got. */
const providerWith = (results: Results): { provider: PaymentProvider; calls: string[] } => {
  const calls: string[] = [];
  const resolve = <Result>(call: keyof Results, result: Result): Promise<Result> => {
    calls.push(call);
    return Promise.resolve(result);
  };
  const noRefund = (): Promise<AttemptResult & { kind: 'Unknown' }> =>
    Promise.resolve({ kind: 'Unknown', reason: 'None.' });
  const provider: PaymentProvider = {
    charge: () => resolve('charge', results.charge ?? unknown),
    retrieve: () => resolve('retrieve', results.retrieve ?? unknown),
    find: () => resolve('find', results.find ?? unknown),
    voidAttempt: () => resolve('voidAttempt', results.voidAttempt ?? unknown),
    refund: noRefund,
    findRefund: noRefund,
  };
  return { provider, calls };
};

const settle = async (attempt: DueAttempt, results: Results) => {
  const { provider, calls } = providerWith(results);
  const { result } = await settleAttempt(provider)(attempt);
  return { result, calls };
};

describe('an attempt', () => {
  it('is charged when it is claimed for the first time', async () => {
    expect(await settle(due, { charge: captured })).toEqual({ result: captured, calls: ['charge'] });
  });

  it('is searched for before anything else once it may have been charged', async () => {
    expect(await settle(claimedBefore, { find: captured })).toEqual({ result: captured, calls: ['find'] });
  });

  it('is charged again, as the same request, when the provider does not show it', async () => {
    const results = { find: absent, charge: captured };
    expect(await settle(claimedBefore, results)).toEqual({ result: captured, calls: ['find', 'charge'] });
  });

  it('is not charged again while it cannot be searched for', async () => {
    expect(await settle(claimedBefore, { find: unknown })).toEqual({ result: unknown, calls: ['find'] });
  });

  it('is queried by the provider’s own reference once that is known', async () => {
    const known = { ...claimedBefore, providerReference: 'pi_1' };
    expect(await settle(known, { retrieve: processing })).toEqual({ result: processing, calls: ['retrieve'] });
  });

  it('is searched for first when the provider may have deleted its key, though no claim is recorded', async () => {
    const old = { ...due, ageMs: 24 * HOUR_MS };
    expect(await settle(old, { find: captured })).toEqual({ result: captured, calls: ['find'] });
  });

  it('is not charged again when the provider may have deleted its key', async () => {
    const { result, calls } = await settle({ ...claimedBefore, ageMs: 24 * HOUR_MS }, { find: absent });
    expect([result.kind, calls]).toEqual(['Unknown', ['find']]);
  });
});

describe('an attempt of an order that was given up', () => {
  it('is searched for also when no claim is recorded: the request may have been sent', async () => {
    const neverClaimed = { ...due, orderGivenUp: true };
    expect(await settle(neverClaimed, { find: captured })).toEqual({ result: captured, calls: ['find'] });
  });

  it('is voided by the provider when it was never requested', async () => {
    const results = { find: absent, voidAttempt: voided };
    const calls = ['find', 'voidAttempt'];
    expect(await settle({ ...due, orderGivenUp: true }, results)).toEqual({ result: voided, calls });
  });

  it('is voided when the provider does not show it', async () => {
    const results = { find: absent, voidAttempt: voided };
    expect(await settle(givenUp, results)).toEqual({ result: voided, calls: ['find', 'voidAttempt'] });
  });

  it('gets its result when the provider has one already', async () => {
    expect(await settle(givenUp, { find: captured })).toEqual({ result: captured, calls: ['find'] });
  });

  it('is voided while the provider has not settled it', async () => {
    const results = { find: processing, voidAttempt: voided };
    expect(await settle(givenUp, results)).toEqual({ result: voided, calls: ['find', 'voidAttempt'] });
  });

  it('stays open for as long as it is under way at the provider, even for days', async () => {
    const old = { ...givenUp, ageMs: 48 * HOUR_MS, sinceChargeMs: 48 * HOUR_MS };
    const results = { retrieve: processing, find: processing, voidAttempt: processing };
    for (const providerReference of ['pi_1', null])
      expect((await settle({ ...old, providerReference }, results)).result).toEqual(processing);
  });

  it.each([captured, declined, processing, unknown])(
    'whose request was processed gets the result of that request: $kind',
    async (charge) => {
      const results = { find: absent, voidAttempt: absent, charge };
      const calls = ['find', 'voidAttempt', 'charge'];
      expect(await settle({ ...givenUp, sinceChargeMs: HOUR_MS }, results)).toEqual({ result: charge, calls });
    },
  );

  it('stays open when the response to its request is a fault, and the charge may not be shown yet', async () => {
    const { result } = await settle(givenUp, { find: absent, voidAttempt: absent, charge: storedFault });
    expect(result.kind).toBe('Unknown');
  });

  it('did not take place when the response to its request is a fault, and it is not shown long after', async () => {
    const old = { ...givenUp, sinceChargeMs: HOUR_MS };
    const { result } = await settle(old, { find: absent, voidAttempt: absent, charge: storedFault });
    expect(result).toEqual(voided);
  });

  it('did not take place when the provider, which has deleted its key by then, does not show it', async () => {
    const old = { ...givenUp, ageMs: 24 * HOUR_MS };
    expect(await settle(old, { find: absent })).toEqual({ result: voided, calls: ['find'] });
  });

  it('is voided by the provider’s own reference once that is shown', async () => {
    const references: (string | null)[] = [];
    const { provider } = providerWith({ find: processing });
    const voiding: PaymentProvider = {
      ...provider,
      voidAttempt: ({ providerReference, attempt }) => {
        references.push(providerReference);
        expect(attempt).toBe(1);
        return Promise.resolve(absent);
      },
    };
    const { result } = await settleAttempt(voiding)(givenUp);
    expect(references).toEqual(['pi_1']);
    expect(result).toEqual({ kind: 'Unknown', reason: 'The provider shows the charge, and cannot void it.' });
  });

  it('has 10 min until the search shows it, and 23 h until its key may be deleted', async () => {
    const shown = { find: absent, voidAttempt: absent, charge: storedFault };
    const kindAt = async (times: Partial<DueAttempt>, results: Results) =>
      (await settle({ ...givenUp, ...times }, results)).result.kind;
    expect(await kindAt({ sinceChargeMs: 600_000 }, shown)).toBe('Unknown');
    expect(await kindAt({ sinceChargeMs: 600_001 }, shown)).toBe('Voided');
    const processed = { find: absent, voidAttempt: unknown };
    expect(await kindAt({ ageMs: 23 * HOUR_MS }, processed)).toBe('Unknown');
    expect(await kindAt({ ageMs: 23 * HOUR_MS + 1 }, processed)).toBe('Voided');
  });
});

describe('an attempt whose key may be deleted', () => {
  it('is one of more than 23 h', async () => {
    expect((await settle({ ...due, ageMs: 23 * HOUR_MS }, { charge: captured })).calls).toEqual(['charge']);
    expect((await settle({ ...due, ageMs: 23 * HOUR_MS + 1 }, { find: captured })).calls).toEqual(['find']);
    const lost = { ...claimedBefore, ageMs: 23 * HOUR_MS };
    expect((await settle(lost, { find: absent, charge: captured })).calls).toEqual(['find', 'charge']);
    const { result } = await settle({ ...lost, ageMs: lost.ageMs + 1 }, { find: absent });
    expect(result).toEqual({
      kind: 'Unknown',
      reason: 'The provider does not show the charge, and its key may be deleted.',
    });
  });
});
