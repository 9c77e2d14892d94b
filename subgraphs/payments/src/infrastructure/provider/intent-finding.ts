import type { Finding } from '../../application/ports/payment-provider';

/** What matters of a Stripe payment intent, whether it was answered or sent by webhook. */
export interface IntentFacts {
  readonly id: string;
  readonly status: string;
  readonly amount_received: number;
  readonly currency: string;
  readonly last_payment_error?:
    { readonly message?: string | undefined; readonly decline_code?: string | undefined } | null | undefined;
}

const DECLINED_MESSAGE = 'The payment was declined.';
const AUTHENTICATION_MESSAGE = 'The payment needs an authentication that cannot be given here.';

/** @see https://docs.stripe.com/payments/paymentintents/lifecycle */
export const findingOf = (intent: IntentFacts): Finding => {
  const { id: providerReference, status, last_payment_error: error } = intent;
  switch (status) {
    case 'succeeded': {
      const amount = { amountMinor: BigInt(intent.amount_received), currency: intent.currency.toUpperCase() };
      return { kind: 'Captured', providerReference, amount };
    }
    case 'processing':
      return { kind: 'Processing', providerReference };
    case 'requires_payment_method':
      // Without an error nobody ever confirmed it: it is what we put in a charge's place to prevent it.
      return error === null || error === undefined
        ? { kind: 'Forestalled' }
        : { kind: 'Declined', providerReference, message: error.message ?? DECLINED_MESSAGE };
    case 'requires_action':
      return { kind: 'Declined', providerReference, message: AUTHENTICATION_MESSAGE };
    case 'requires_confirmation':
    case 'canceled':
      return { kind: 'Forestalled' };
    default:
      return { kind: 'Unknown', reason: `The provider has ${providerReference} as ${status}.` };
  }
};
