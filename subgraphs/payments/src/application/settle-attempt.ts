import type { DueAttempt } from './ports/attempts';
import type { Finding, PaymentProvider, Unknown } from './ports/payment-provider';

/** Providers forget idempotency keys after a day; from here on the same key might be a second charge. */
const KEY_TRUSTED_MS = 23 * 60 * 60 * 1_000;
/** How late a provider's search may be. What is not found by then did not take place. */
const SEARCH_LAG_MAX_MS = 60_000;

export interface SettledAttempt {
  readonly attempt: DueAttempt;
  readonly finding: Finding;
}

const unknown = (reason: string): Unknown => ({ kind: 'Unknown', reason });

const forestall = async (provider: PaymentProvider, attempt: DueAttempt): Promise<Finding> => {
  if (attempt.ageMs > KEY_TRUSTED_MS) return { kind: 'Forestalled' };
  const finding = await provider.forestall(attempt);
  if (finding.kind !== 'Absent') return finding;
  return attempt.ageMs > SEARCH_LAG_MAX_MS
    ? { kind: 'Forestalled' }
    : unknown('The charge was requested, but the provider does not show its outcome yet.');
};

const ask = async (provider: PaymentProvider, attempt: DueAttempt): Promise<Finding> => {
  const { providerReference, orderGivenUp, ageMs } = attempt;
  if (providerReference !== null) {
    const finding = await provider.retrieve(providerReference);
    return finding.kind === 'Processing' && orderGivenUp ? forestall(provider, attempt) : finding;
  }
  const found = await provider.find(attempt);
  if (found.kind === 'Processing' && orderGivenUp)
    return forestall(provider, { ...attempt, providerReference: found.providerReference });
  if (found.kind !== 'Absent') return found;
  if (orderGivenUp) return forestall(provider, attempt);
  if (ageMs > KEY_TRUSTED_MS) return unknown('The provider does not know the charge, and it is too late to ask again.');
  return provider.charge(attempt);
};

/**
 * Asks the provider about an attempt, never so that a second charge could follow.
 *
 * The first time, for the charge. After that the outcome may be there already, so it is looked for first, and only what is
 * not there is requested again, as the same request. When the order was given up meanwhile, it is prevented instead.
 */
export const settleAttempt =
  (provider: PaymentProvider) =>
  async (attempt: DueAttempt): Promise<SettledAttempt> => {
    const isFirst = attempt.claims === 1;
    if (isFirst && attempt.orderGivenUp) return { attempt, finding: { kind: 'Forestalled' } };
    return { attempt, finding: await (isFirst ? provider.charge(attempt) : ask(provider, attempt)) };
  };
