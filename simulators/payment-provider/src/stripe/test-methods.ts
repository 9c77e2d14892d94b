export interface Decline {
  readonly code: string;
  readonly declineCode?: string;
  readonly message: string;
}

/** How the response to a confirmation is delivered. */
export type Delivery = 'answered' | 'silent' | 'reset' | 'html' | 'error500';

/** The behaviour of the provider for a payment method. */
export interface Behaviour {
  readonly outcome: 'succeeds' | 'declines' | 'processing';
  readonly decline?: Decline;
  readonly delivery: Delivery;
  /** Waits this long before the charge: the request is in flight meanwhile, and searches do not find it. */
  readonly chargeAfterMs?: number;
  /** Waits this long between the charge and the response. */
  readonly answerAfterMs?: number;
  /** For `processing`: the time until the webhook settles it; null when the control endpoint settles it. */
  readonly settleAfterMs?: number | null;
  /** For `processing`: the outcome of its settlement. */
  readonly settlesTo?: 'succeeded' | 'declined';
  /** Charges and reports this much more than requested, in minor units. */
  readonly surplus?: number;
  /** The fault occurs before the charge, so nothing is charged. */
  readonly chargesNothing?: boolean;
  /** No webhook is sent: the outcome can only be queried. */
  readonly sendsNoWebhook?: boolean;
  /** The first request is refused with 429, the next one succeeds. */
  readonly rateLimitedOnce?: boolean;
}

const succeeding: Behaviour = { outcome: 'succeeds', delivery: 'answered' };

const declining = (code: string, message: string, declineCode?: string): Behaviour => ({
  outcome: 'declines',
  delivery: 'answered',
  decline: { code, message, ...(declineCode === undefined ? {} : { declineCode }) },
});

const CARD_DECLINED = 'Your card was declined.';

/** https://docs.stripe.com/testing */
const stripeMethods: Readonly<Record<string, Behaviour>> = {
  pm_card_visa: succeeding,
  pm_card_visa_debit: succeeding,
  pm_card_mastercard: succeeding,
  pm_card_mastercard_debit: succeeding,
  pm_card_amex: succeeding,
  pm_card_discover: succeeding,
  pm_card_diners: succeeding,
  pm_card_jcb: succeeding,
  pm_card_unionpay: succeeding,
  pm_card_chargeDeclined: declining('card_declined', CARD_DECLINED, 'generic_decline'),
  pm_card_visa_chargeDeclined: declining('card_declined', CARD_DECLINED, 'generic_decline'),
  pm_card_chargeDeclinedInsufficientFunds: declining(
    'card_declined',
    'Your card has insufficient funds.',
    'insufficient_funds',
  ),
  pm_card_visa_chargeDeclinedInsufficientFunds: declining(
    'card_declined',
    'Your card has insufficient funds.',
    'insufficient_funds',
  ),
  pm_card_chargeDeclinedLostCard: declining('card_declined', CARD_DECLINED, 'lost_card'),
  pm_card_visa_chargeDeclinedLostCard: declining('card_declined', CARD_DECLINED, 'lost_card'),
  pm_card_chargeDeclinedStolenCard: declining('card_declined', CARD_DECLINED, 'stolen_card'),
  pm_card_visa_chargeDeclinedStolenCard: declining('card_declined', CARD_DECLINED, 'stolen_card'),
  pm_card_chargeDeclinedFraudulent: declining('card_declined', CARD_DECLINED, 'fraudulent'),
  pm_card_chargeDeclinedExpiredCard: declining('expired_card', 'Your card has expired.'),
  pm_card_chargeDeclinedIncorrectCvc: declining('incorrect_cvc', "Your card's security code is incorrect."),
  pm_card_chargeDeclinedProcessingError: declining(
    'processing_error',
    'An error occurred while processing your card. Try again in a little bit.',
  ),
  pm_card_chargeDeclinedVelocityLimitExceeded: declining(
    'card_declined',
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    'card_velocity_exceeded',
  ),
};

const DELAY_MS_DEFAULT = 2_000;
const DELAY_MS_MAX = 600_000;

type Make = (ms: number | undefined) => Behaviour;

/** Behaviours for which Stripe has no test method. They are documented in the README. */
const ownMethods: Readonly<Record<string, Make>> = {
  delayed: (ms = DELAY_MS_DEFAULT) => ({ ...succeeding, answerAfterMs: ms }),
  delayed_declined: (ms = DELAY_MS_DEFAULT) => ({
    ...declining('card_declined', CARD_DECLINED, 'generic_decline'),
    answerAfterMs: ms,
  }),
  silent: () => ({ ...succeeding, delivery: 'silent', sendsNoWebhook: true }),
  silent_uncharged: () => ({ ...succeeding, delivery: 'silent', chargesNothing: true }),
  late: (ms = DELAY_MS_DEFAULT) => ({ ...succeeding, delivery: 'silent', chargeAfterMs: ms }),
  error_500: () => ({ ...succeeding, delivery: 'error500', sendsNoWebhook: true }),
  error_500_uncharged: () => ({ ...succeeding, delivery: 'error500', chargesNothing: true }),
  reset: () => ({ ...succeeding, delivery: 'reset', sendsNoWebhook: true }),
  reset_uncharged: () => ({ ...succeeding, delivery: 'reset', chargesNothing: true }),
  html: () => ({ ...succeeding, delivery: 'html', sendsNoWebhook: true }),
  webhook_only: (ms = DELAY_MS_DEFAULT) => ({
    outcome: 'processing',
    delivery: 'answered',
    settleAfterMs: ms,
    settlesTo: 'succeeded',
  }),
  webhook_only_declined: (ms = DELAY_MS_DEFAULT) => ({
    outcome: 'processing',
    delivery: 'answered',
    settleAfterMs: ms,
    settlesTo: 'declined',
    decline: { code: 'card_declined', message: CARD_DECLINED, declineCode: 'generic_decline' },
  }),
  held: () => ({ outcome: 'processing', delivery: 'answered', settleAfterMs: null, settlesTo: 'succeeded' }),
  wrong_amount: () => ({ ...succeeding, surplus: 1 }),
  rate_limited_once: () => ({ ...succeeding, rateLimitedOnce: true }),
};

const OWN_METHOD = /^pm_sim_(.+)$/;
const WITH_MS = /^(.+)_(\d{1,6})$/;

const ownMethod = (name: string): Behaviour | undefined => {
  const whole = OWN_METHOD.exec(name)?.[1] ?? '';
  if (Object.hasOwn(ownMethods, whole)) return ownMethods[whole]?.(undefined);
  const [, behaviour = '', digits = ''] = WITH_MS.exec(whole) ?? [];
  const ms = Number(digits);
  return Object.hasOwn(ownMethods, behaviour) && ms <= DELAY_MS_MAX ? ownMethods[behaviour]?.(ms) : undefined;
};

/** Undefined: no such method. */
export const behaviourOf = (paymentMethod: string): Behaviour | undefined =>
  Object.hasOwn(stripeMethods, paymentMethod) ? stripeMethods[paymentMethod] : ownMethod(paymentMethod);
