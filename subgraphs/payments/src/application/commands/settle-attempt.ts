import type { DueAttempt } from './ports/attempts';
import type { Finding, PaymentProvider, Unknown } from './ports/payment-provider';

/** Providers forget idempotency keys after a day; from here on the same key might be a second charge. */
export const KEY_TRUSTED_MS = 23 * 60 * 60 * 1_000;
/**
 * How late a provider's search may be; a minute as a rule, more while it is in trouble itself. What is not shown so long
 * after the last request for the money did not take place.
 *
 * @see https://docs.stripe.com/search#data-freshness
 */
const SEARCH_LAG_MAX_MS = 10 * 60 * 1_000;

export interface SettledAttempt {
  readonly attempt: DueAttempt;
  readonly finding: Finding;
}

const unknown = (reason: string): Unknown => ({ kind: 'Unknown', reason });

/**
 * The request for the money got through, but the charge is not shown: the same request is answered with what became of it,
 * and takes nothing more. Where that answer is a fault, the provider has said all that it knows once it would be shown.
 */
const askByRequest = async (provider: PaymentProvider, attempt: DueAttempt): Promise<Finding> => {
  const finding = await provider.charge(attempt);
  const saysNothing = finding.kind === 'Unknown' && finding.isSaved === true;
  return saysNothing && attempt.sinceChargeMs > SEARCH_LAG_MAX_MS ? { kind: 'Forestalled' } : finding;
};

/** For an attempt that the provider does not show: uses its key up, or learns that a request for the money did so. */
const forestallUnseen = async (provider: PaymentProvider, attempt: DueAttempt): Promise<Finding> => {
  // Nothing could be sent any more, and what was sent would be shown: not to show it is the provider's word.
  if (attempt.ageMs > KEY_TRUSTED_MS) return { kind: 'Forestalled' };
  const finding = await provider.forestall(attempt);
  return finding.kind === 'Absent' ? askByRequest(provider, attempt) : finding;
};

/** For an attempt that the provider shows, and has not settled. Its word counts, however long that takes. */
const forestallSeen = async (provider: PaymentProvider, attempt: DueAttempt, reference: string): Promise<Finding> => {
  const finding = await provider.forestall({ ...attempt, providerReference: reference });
  return finding.kind === 'Absent' ? unknown('The provider shows the charge, and does not know it.') : finding;
};

const ask = async (provider: PaymentProvider, attempt: DueAttempt): Promise<Finding> => {
  const { providerReference, orderGivenUp, ageMs } = attempt;
  const found = await (providerReference === null ? provider.find(attempt) : provider.retrieve(providerReference));
  if (found.kind === 'Processing' && orderGivenUp) return forestallSeen(provider, attempt, found.providerReference);
  if (found.kind !== 'Absent') return found;
  if (orderGivenUp) return forestallUnseen(provider, attempt);
  if (ageMs > KEY_TRUSTED_MS) return unknown('The provider does not know the charge, and it is too late to ask again.');
  return provider.charge(attempt);
};

/**
 * Asks the provider about an attempt, never so that a second charge could follow.
 *
 * The first time, for the charge. After that the outcome may be there already, so it is looked for first, and only what is
 * not there is requested again, as the same request. When the order was given up meanwhile, it is prevented instead, and
 * that it never took place is only ever the provider's word: what this database knows of having asked may have been lost.
 */
export const settleAttempt =
  (provider: PaymentProvider) =>
  async (attempt: DueAttempt): Promise<SettledAttempt> => {
    // Should a claim have been forgotten, the key makes the same request of it, for as long as the provider knows the key.
    const isNew = attempt.claims === 1 && attempt.ageMs <= KEY_TRUSTED_MS && !attempt.orderGivenUp;
    return { attempt, finding: await (isNew ? provider.charge(attempt) : ask(provider, attempt)) };
  };
