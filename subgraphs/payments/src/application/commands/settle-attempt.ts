import type { DueAttempt } from '../ports/attempt-queue';
import type { AttemptResult, PaymentProvider, Unknown } from '../ports/payment-provider';

/** Providers delete idempotency keys after a day; from here on the same key might be a second charge. */
export const KEY_TRUSTED_MS = 23 * 60 * 60 * 1_000;
/**
 * How late a provider's search may be: a minute as a rule, more during a failure of the provider. What is not shown so long
 * after the last request to charge did not take place.
 *
 * @see https://docs.stripe.com/search#data-freshness
 */
const SEARCH_LAG_MAX_MS = 10 * 60 * 1_000;

export interface SettledAttempt {
  readonly attempt: DueAttempt;
  readonly result: AttemptResult;
}

const unknown = (reason: string): Unknown => ({ kind: 'Unknown', reason });

/**
 * The request to charge was processed, but the charge is not shown: the same request gets the stored response, and charges
 * nothing more. Where that response is a fault, nothing was charged once the search would show it.
 */
const repeatCharge = async (provider: PaymentProvider, attempt: DueAttempt): Promise<AttemptResult> => {
  const result = await provider.charge(attempt);
  const isStoredFault = result.kind === 'Unknown' && result.isStored === true;
  return isStoredFault && attempt.sinceChargeMs > SEARCH_LAG_MAX_MS ? { kind: 'Voided' } : result;
};

/** For an attempt that the provider does not show: uses up its key, unless a request to charge has done so. */
const voidUnseen = async (provider: PaymentProvider, attempt: DueAttempt): Promise<AttemptResult> => {
  // No request can be sent any more, and the search would show one that was: so nothing was charged.
  if (attempt.ageMs > KEY_TRUSTED_MS) return { kind: 'Voided' };
  const result = await provider.voidAttempt(attempt);
  return result.kind === 'Absent' ? repeatCharge(provider, attempt) : result;
};

/** For an attempt that the provider shows, and that has no result. Only the provider decides it, however long that takes. */
const voidSeen = async (provider: PaymentProvider, attempt: DueAttempt, reference: string): Promise<AttemptResult> => {
  const result = await provider.voidAttempt({ ...attempt, providerReference: reference });
  return result.kind === 'Absent' ? unknown('The provider shows the charge, and cannot void it.') : result;
};

const findOrCharge = async (provider: PaymentProvider, attempt: DueAttempt): Promise<AttemptResult> => {
  const { providerReference, orderGivenUp, ageMs } = attempt;
  const found = await (providerReference === null ? provider.find(attempt) : provider.retrieve(providerReference));
  if (found.kind === 'Processing' && orderGivenUp) return voidSeen(provider, attempt, found.providerReference);
  if (found.kind !== 'Absent') return found;
  if (orderGivenUp) return voidUnseen(provider, attempt);
  if (ageMs > KEY_TRUSTED_MS) return unknown('The provider does not show the charge, and its key may be deleted.');
  return provider.charge(attempt);
};

/**
 * Gets the result of an attempt from the provider, and never so that a second charge could follow.
 *
 * The first time, it charges. After that the result may exist already, so the charge is searched for first, and only what
 * is absent is requested again, as the same request. When the order was given up meanwhile, the attempt is voided instead.
 * That nothing was charged is only ever concluded from the provider's responses: what this database has recorded of its
 * requests may have been lost.
 */
export const settleAttempt =
  (provider: PaymentProvider) =>
  async (attempt: DueAttempt): Promise<SettledAttempt> => {
    // Should a claim have been lost, the key makes it the same request, for as long as the provider stores the key.
    const isNew = attempt.claims === 1 && attempt.ageMs <= KEY_TRUSTED_MS && !attempt.orderGivenUp;
    return { attempt, result: await (isNew ? provider.charge(attempt) : findOrCharge(provider, attempt)) };
  };
