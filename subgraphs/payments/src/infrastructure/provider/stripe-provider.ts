import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Metrics } from '@oms/telemetry';
import Stripe from 'stripe';
import type { AttemptKey, DueAttempt } from '../../application/ports/attempts';
import type { Absent, Finding, PaymentProvider, RefundFinding } from '../../application/ports/payment-provider';
import type { DueRefund } from '../../application/ports/refunds';
import { findingOf, isUnconfirmed } from './intent-finding';
import { metadataOf } from './intent-metadata';
import { declineIn, isFinal, isKeyTaken, reasonOf, unknownBecause } from './stripe-trouble';

export interface ProviderConfig {
  readonly url: URL;
  readonly apiKey: string;
  readonly timeoutMs: number;
}

const absent: Absent = { kind: 'Absent' };

/** One key for one attempt, for ever: the provider does the same request once. */
const keyOf = ({ paymentId, attempt }: AttemptKey): string => `payment-${paymentId}-${attempt.toString()}`;
const refundKeyOf = ({ refundId, generation }: DueRefund): string => `refund-${refundId}-${generation.toString()}`;

const connect = ({ url, apiKey, timeoutMs }: ProviderConfig, socketsMax: number): Stripe => {
  const secure = url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: socketsMax };
  return new Stripe(apiKey, {
    host: url.hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    protocol: secure ? 'https' : 'http',
    httpAgent: secure ? new HttpsAgent(options) : new HttpAgent(options),
    timeout: timeoutMs,
    // Retries are ours: they outlive this process. The SDK repeats a request once by itself when its connection was
    // closed, with the same key.
    maxNetworkRetries: 0,
    telemetry: false,
  });
};

/** Minor units are the provider's units as well; amounts that a number cannot hold are no amounts of a shop. */
const unitsOf = (amountMinor: bigint): number => {
  if (amountMinor > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('The amount is too large for the provider.');
  return Number(amountMinor);
};

const intentOf = (attempt: DueAttempt): Stripe.PaymentIntentCreateParams => ({
  amount: unitsOf(attempt.amount.amountMinor),
  currency: attempt.amount.currency.toLowerCase(),
  metadata: metadataOf(attempt),
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
});

/** Every call is timed, and every trouble is counted by what it was. */
const observed = (metrics: Metrics) => {
  const durations = metrics.histogram('payments_provider_call_seconds', 'Calls of the payment provider.', [
    'operation',
    'outcome',
  ]);
  return async <Result extends { readonly kind: string }>(
    operation: string,
    call: () => Promise<Result>,
  ): Promise<Result> => {
    const stop = durations.startTimer({ operation });
    const result = await call();
    stop({ outcome: result.kind });
    return result;
  };
};

const chargeWith = async (stripe: Stripe, attempt: DueAttempt): Promise<Finding> => {
  try {
    const order = { ...intentOf(attempt), payment_method: attempt.method.token, confirm: true };
    const request = { ...order, error_on_requires_action: true };
    return findingOf(await stripe.paymentIntents.create(request, { idempotencyKey: keyOf(attempt) }));
  } catch (error) {
    return declineIn(error) ?? unknownBecause(error);
  }
};

const findWith = async (stripe: Stripe, attempt: DueAttempt): Promise<Finding | Absent> => {
  try {
    const query = `metadata['payment_id']:'${attempt.paymentId}' AND metadata['attempt']:'${attempt.attempt.toString()}'`;
    const { data } = await stripe.paymentIntents.search({ query, limit: 10 });
    // One attempt is one intent; should there be more, the one that took money is the one that matters.
    const [intent] = [...data].sort((left, right) => right.amount_received - left.amount_received);
    return intent === undefined ? absent : findingOf(intent);
  } catch (error) {
    return unknownBecause(error);
  }
};

/** A cancelled intent takes no money; one that cannot be cancelled any more is asked what became of it. */
const cancelWith = async (stripe: Stripe, providerReference: string): Promise<Finding> => {
  try {
    return findingOf(await stripe.paymentIntents.cancel(providerReference));
  } catch (error) {
    return isFinal(error) ? { kind: 'Processing', providerReference } : unknownBecause(error);
  }
};

/**
 * Uses up the attempt's key with a request that takes no money: a charge that is still on its way will be refused.
 *
 * Should the charge have come first, the provider refuses this one instead, because its parameters differ.
 */
const useUpKeyWith = async (stripe: Stripe, attempt: DueAttempt): Promise<Finding | Absent> => {
  try {
    const intent = await stripe.paymentIntents.create(intentOf(attempt), { idempotencyKey: keyOf(attempt) });
    return isUnconfirmed(intent) ? { kind: 'Forestalled' } : findingOf(intent);
  } catch (error) {
    return isKeyTaken(error) ? absent : unknownBecause(error);
  }
};

const refundWith = async (stripe: Stripe, refund: DueRefund): Promise<RefundFinding> => {
  try {
    const { providerReference, amount, refundId } = refund;
    const { status } = await stripe.refunds.create(
      { payment_intent: providerReference, amount: unitsOf(amount.amountMinor), metadata: { refund_id: refundId } },
      { idempotencyKey: refundKeyOf(refund) },
    );
    return refundFindingOf(status);
  } catch (error) {
    return isFinal(error) || isKeyTaken(error) ? { kind: 'Refused', reason: reasonOf(error) } : unknownBecause(error);
  }
};

const refundFindingOf = (status: string | null): RefundFinding => {
  if (status === 'succeeded') return { kind: 'Refunded' };
  if (status === 'failed' || status === 'canceled') return { kind: 'Refused', reason: `The refund is ${status}.` };
  return { kind: 'Unknown', reason: `The refund is ${status ?? 'without a status'}.` };
};

const findRefundWith = async (stripe: Stripe, refund: DueRefund): Promise<RefundFinding> => {
  try {
    const { data } = await stripe.refunds.list({ payment_intent: refund.providerReference, limit: 100 });
    const ours = data.filter(({ metadata }) => metadata?.['refund_id'] === refund.refundId);
    const live = ours.find(({ status }) => status !== 'failed' && status !== 'canceled');
    return live === undefined ? absent : refundFindingOf(live.status);
  } catch (error) {
    return unknownBecause(error);
  }
};

/** Stripe, or whoever speaks its API at `url`. */
export const stripeProvider = (
  config: ProviderConfig,
  { socketsMax, metrics }: { readonly socketsMax: number; readonly metrics: Metrics },
): PaymentProvider => {
  const stripe = connect(config, socketsMax);
  const observe = observed(metrics);
  return {
    charge: (attempt) => observe('charge', () => chargeWith(stripe, attempt)),
    find: (attempt) => observe('find', () => findWith(stripe, attempt)),
    retrieve: (reference) =>
      observe('retrieve', () => stripe.paymentIntents.retrieve(reference).then(findingOf, unknownBecause)),
    forestall: (attempt) =>
      observe('forestall', () =>
        attempt.providerReference === null
          ? useUpKeyWith(stripe, attempt)
          : cancelWith(stripe, attempt.providerReference),
      ),
    refund: (refund) => observe('refund', () => refundWith(stripe, refund)),
    findRefund: (refund) => observe('find_refund', () => findRefundWith(stripe, refund)),
  };
};
