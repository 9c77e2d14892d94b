import Stripe from 'stripe';
import type { Declined, Unknown } from '../../application/ports/payment-provider';
import { declineMessage, resultOf } from './intent-result';

const PAYMENT_REFUSED_MESSAGE = 'The payment method was not accepted.';

export const reasonOf = (error: unknown): string => {
  if (error instanceof Stripe.errors.StripeError)
    return `${error.type} ${(error.statusCode ?? 0).toString()} ${error.code ?? ''}`.trim();
  return error instanceof Error ? error.name : 'no error';
};

/** @see https://docs.stripe.com/api/idempotent_requests */
const isReplayed = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeError && error.headers?.['idempotent-replayed'] === 'true';

export const unknownFrom = (error: unknown): Unknown => ({
  kind: 'Unknown',
  reason: reasonOf(error),
  ...(isReplayed(error) && { isStored: true }),
});

/** The key belongs to a request with other parameters. While its first request is under way, the response is 409 instead. */
export const isKeyTaken = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode === 400;

/** Whether the request was processed and refused: the response to the same request will never change. */
export const isFinal = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && (error.statusCode === 400 || error.statusCode === 404);

/** Undefined: the error leaves open whether anything was charged. */
export const declineIn = (error: unknown): Declined | undefined => {
  if (error instanceof Stripe.errors.StripeCardError) {
    const { payment_intent: intent, message } = error;
    const result = intent === undefined ? undefined : resultOf(intent);
    if (result?.kind === 'Declined') return result;
    return { kind: 'Declined', providerReference: intent?.id ?? null, message: declineMessage(message) };
  }
  return isFinal(error) ? { kind: 'Declined', providerReference: null, message: PAYMENT_REFUSED_MESSAGE } : undefined;
};
