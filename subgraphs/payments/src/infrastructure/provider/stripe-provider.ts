import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Metrics } from '@oms/telemetry';
import Stripe from 'stripe';
import type { AttemptKey, DueAttempt } from '../../application/ports/attempt-queue';
import type { Absent, AttemptResult, PaymentProvider, RefundResult } from '../../application/ports/payment-provider';
import type { DueRefund } from '../../application/ports/refund-queue';
import { isUnconfirmed, resultOf } from './intent-result';
import { metadataOf } from './intent-metadata';
import { declineIn, isFinal, isKeyTaken, reasonOf, unknownFrom } from './stripe-errors';

export interface StripeConfig {
  readonly url: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
}

const absent: Absent = { kind: 'Absent' };

/** The key of an attempt never changes: the provider processes the same request once. */
const keyOf = ({ paymentId, attempt }: AttemptKey): string => `payment-${paymentId}-${attempt.toString()}`;
const refundKeyOf = ({ refundId, generation }: DueRefund): string => `refund-${refundId}-${generation.toString()}`;

const connect = ({ url: address, apiKey, timeoutMs }: StripeConfig, socketsMax: number): Stripe => {
  const url = new URL(address);
  const secure = url.protocol === 'https:';
  const options = { keepAlive: true, maxSockets: socketsMax };
  return new Stripe(apiKey, {
    host: url.hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    protocol: secure ? 'https' : 'http',
    httpAgent: secure ? new HttpsAgent(options) : new HttpAgent(options),
    timeout: timeoutMs,
    // The workers retry, and their retries outlive this process. The SDK repeats a request once by itself, with the same
    // key, when its connection was closed.
    maxNetworkRetries: 0,
    telemetry: false,
  });
};

/** The provider uses minor units as well. No order has an amount that a number cannot hold. */
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

/** Every call is timed, by its operation and its result. */
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

const chargeWith = async (stripe: Stripe, attempt: DueAttempt): Promise<AttemptResult> => {
  try {
    const order = { ...intentOf(attempt), payment_method: attempt.method.token, confirm: true };
    const request = { ...order, error_on_requires_action: true };
    return resultOf(await stripe.paymentIntents.create(request, { idempotencyKey: keyOf(attempt) }));
  } catch (error) {
    return declineIn(error) ?? unknownFrom(error);
  }
};

const findWith = async (stripe: Stripe, attempt: DueAttempt): Promise<AttemptResult | Absent> => {
  try {
    const query = `metadata['payment_id']:'${attempt.paymentId}' AND metadata['attempt']:'${attempt.attempt.toString()}'`;
    const { data } = await stripe.paymentIntents.search({ query, limit: 10 });
    // One attempt is one intent. Should there be more, the one that was captured counts.
    const [intent] = [...data].sort((left, right) => right.amount_received - left.amount_received);
    return intent === undefined ? absent : resultOf(intent);
  } catch (error) {
    return unknownFrom(error);
  }
};

/** A cancelled intent is never captured. One that cannot be cancelled any more has a result soon. */
const cancelWith = async (stripe: Stripe, providerReference: string): Promise<AttemptResult> => {
  try {
    return resultOf(await stripe.paymentIntents.cancel(providerReference));
  } catch (error) {
    return isFinal(error) ? { kind: 'Processing', providerReference } : unknownFrom(error);
  }
};

/**
 * Uses up the attempt's key with a request that charges nothing: a request to charge that arrives later is refused.
 *
 * If the request to charge came first, the provider refuses this one instead, because its parameters differ.
 */
const useUpKeyWith = async (stripe: Stripe, attempt: DueAttempt): Promise<AttemptResult | Absent> => {
  try {
    const intent = await stripe.paymentIntents.create(intentOf(attempt), { idempotencyKey: keyOf(attempt) });
    return isUnconfirmed(intent) ? { kind: 'Voided' } : resultOf(intent);
  } catch (error) {
    return isKeyTaken(error) ? absent : unknownFrom(error);
  }
};

const refundWith = async (stripe: Stripe, refund: DueRefund): Promise<RefundResult> => {
  try {
    const { providerReference, amount, refundId } = refund;
    const { status } = await stripe.refunds.create(
      { payment_intent: providerReference, amount: unitsOf(amount.amountMinor), metadata: { refund_id: refundId } },
      { idempotencyKey: refundKeyOf(refund) },
    );
    return refundResultOf(status);
  } catch (error) {
    return isFinal(error) || isKeyTaken(error) ? { kind: 'Refused', reason: reasonOf(error) } : unknownFrom(error);
  }
};

const refundResultOf = (status: string | null): RefundResult => {
  if (status === 'succeeded') return { kind: 'Refunded' };
  if (status === 'failed' || status === 'canceled') return { kind: 'Refused', reason: `The refund is ${status}.` };
  return { kind: 'Unknown', reason: `The refund is ${status ?? 'without a status'}.` };
};

const findRefundWith = async (stripe: Stripe, refund: DueRefund): Promise<RefundResult> => {
  try {
    const { data } = await stripe.refunds.list({ payment_intent: refund.providerReference, limit: 100 });
    const matching = data.filter(({ metadata }) => metadata?.['refund_id'] === refund.refundId);
    const live = matching.find(({ status }) => status !== 'failed' && status !== 'canceled');
    return live === undefined ? absent : refundResultOf(live.status);
  } catch (error) {
    return unknownFrom(error);
  }
};

/** Stripe, or another server with its API at `url`. */
export const stripeProvider = (
  config: StripeConfig,
  { socketsMax, metrics }: { readonly socketsMax: number; readonly metrics: Metrics },
): PaymentProvider => {
  const stripe = connect(config, socketsMax);
  const observe = observed(metrics);
  return {
    charge: (attempt) => observe('charge', () => chargeWith(stripe, attempt)),
    find: (attempt) => observe('find', () => findWith(stripe, attempt)),
    retrieve: (reference) =>
      observe('retrieve', () => stripe.paymentIntents.retrieve(reference).then(resultOf, unknownFrom)),
    voidAttempt: (attempt) =>
      observe('void', () =>
        attempt.providerReference === null
          ? useUpKeyWith(stripe, attempt)
          : cancelWith(stripe, attempt.providerReference),
      ),
    refund: (refund) => observe('refund', () => refundWith(stripe, refund)),
    findRefund: (refund) => observe('find_refund', () => findRefundWith(stripe, refund)),
  };
};
