import type { AttemptResult, Captured, Declined } from '../../application/ports/payment-provider';

/** The relevant fields of a Stripe payment intent, from a response or from a webhook. */
export interface IntentFacts {
  readonly id: string;
  readonly status: string;
  readonly amount_received: number;
  readonly currency: string;
  readonly last_payment_error?:
    { readonly message?: string | undefined; readonly decline_code?: string | undefined } | null | undefined;
}

const DECLINED_MESSAGE = 'The payment was declined.';
/** `pm_1AbC`: the id of an object at Stripe, such as the payment method. */
const IDENTIFIER = /\b[a-z]{2,5}_\w{3,}/;

/** For the customer, so without ids that only the provider and this system may have. */
export const declineMessage = (message: string | undefined): string =>
  message === undefined || IDENTIFIER.test(message) ? DECLINED_MESSAGE : message;

/** Of an intent that succeeded. */
export const captureOf = ({ id, amount_received, currency }: IntentFacts): Captured => ({
  kind: 'Captured',
  providerReference: id,
  amount: { amountMinor: BigInt(amount_received), currency: currency.toUpperCase() },
});

/**
 * Of an intent whose confirmation failed. Stripe would allow another confirmation, with another method. None follows: each
 * attempt has an intent of its own, which is confirmed once, by the request that creates it, and its client secret is not
 * given out. So the failure is final.
 */
export const declineOf = ({ id, last_payment_error: error }: IntentFacts): Declined => ({
  kind: 'Declined',
  providerReference: id,
  message: declineMessage(error?.message),
});

/** Whether the intent was only created: no confirmation is shown. */
export const isUnconfirmed = ({ status, last_payment_error: error }: IntentFacts): boolean =>
  status === 'requires_confirmation' || (status === 'requires_payment_method' && (error ?? null) === null);

/**
 * A result is final only when the intent was captured, or cannot be captured any more. An intent that is not confirmed yet
 * may be about to be: it is shown so while the request that creates and confirms it is under way.
 *
 * @see https://docs.stripe.com/payments/paymentintents/lifecycle
 */
export const resultOf = (intent: IntentFacts): AttemptResult => {
  const { id: providerReference, status } = intent;
  if (isUnconfirmed(intent)) return { kind: 'Processing', providerReference };
  switch (status) {
    case 'succeeded':
      return captureOf(intent);
    case 'processing':
    case 'requires_action':
    case 'requires_capture':
      return { kind: 'Processing', providerReference };
    case 'requires_payment_method':
      return declineOf(intent);
    case 'canceled':
      return { kind: 'Voided' };
    default:
      return { kind: 'Unknown', reason: `The status of ${providerReference} is ${status}.` };
  }
};
