import { newId } from './identifiers';
import type { StripeErrorBody } from './stripe-error';
import type { Decline } from './test-methods';

type IntentStatus = 'requires_payment_method' | 'requires_confirmation' | 'processing' | 'succeeded' | 'canceled';

/** The fields of Stripe's PaymentIntent that the simulator uses. */
export interface PaymentIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly amount_received: number;
  readonly canceled_at: number | null;
  readonly capture_method: 'automatic';
  readonly client_secret: string;
  readonly confirmation_method: 'automatic';
  readonly created: number;
  readonly currency: string;
  readonly last_payment_error: StripeErrorBody | null;
  readonly latest_charge: string | null;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payment_method: string | null;
  readonly payment_method_types: readonly ['card'];
  readonly status: IntentStatus;
}

export interface NewIntent {
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly paymentMethod: string | null;
  readonly created: number;
}

/** An unconfirmed intent: it takes no money. */
export const newIntent = (order: NewIntent): PaymentIntent => {
  const id = newId('pi');
  return {
    id,
    object: 'payment_intent',
    amount: order.amount,
    amount_received: 0,
    canceled_at: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_simulated`,
    confirmation_method: 'automatic',
    created: order.created,
    currency: order.currency,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: order.metadata,
    payment_method: order.paymentMethod,
    payment_method_types: ['card'],
    status: order.paymentMethod === null ? 'requires_payment_method' : 'requires_confirmation',
  };
};

export const succeeded = (intent: PaymentIntent): PaymentIntent => ({
  ...intent,
  amount_received: intent.amount,
  latest_charge: newId('ch'),
  last_payment_error: null,
  status: 'succeeded',
});

const declineError = (decline: Decline, charge: string): StripeErrorBody => ({
  type: 'card_error',
  code: decline.code,
  message: decline.message,
  charge,
  ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
});

/** As with Stripe, the declined method is detached, so that another one can be used. */
export const declined = (intent: PaymentIntent, decline: Decline): PaymentIntent => {
  const charge = newId('ch');
  return {
    ...intent,
    latest_charge: charge,
    last_payment_error: declineError(decline, charge),
    payment_method: null,
    status: 'requires_payment_method',
  };
};

export const processing = (intent: PaymentIntent): PaymentIntent => ({ ...intent, status: 'processing' });

export const canceled = (intent: PaymentIntent, at: number): PaymentIntent => ({
  ...intent,
  canceled_at: at,
  status: 'canceled',
});
