import type { Payment } from './state';

/** What a notification of the provider may report that ends an attempt. */
export type FinalStatus = 'Captured' | 'Declined' | 'Voided';

/** What other notifications report. None of it ends an attempt, so nothing follows from it. */
export type InterimStatus =
  'Created' | 'Processing' | 'ActionRequired' | 'AmountCapturable' | 'PartiallyFunded' | 'Unrelated';

type PaymentStatus = Payment['status'];

/** Recorded: the payment decides what follows. Otherwise the reason why nothing does. */
type Effect = 'Recorded' | { readonly ignored: string };

const ignored = (reason: string): Effect => ({ ignored: reason });

/** Nothing was charged: this matters only while an attempt is under way, and never undoes a capture. */
const failure: Readonly<Record<PaymentStatus, Effect>> = {
  Unopened: 'Recorded',
  CancelledBeforeOpened: ignored('The order was given up before anything was charged.'),
  Pending: ignored('No attempt is under way.'),
  Processing: 'Recorded',
  Declined: ignored('The attempt has failed already.'),
  Cancelled: ignored('The attempt was cancelled already.'),
  Captured: ignored('The payment was captured.'),
  Quarantined: ignored('Another amount was captured.'),
  Refunded: ignored('The payment was captured and refunded.'),
};

/** Money was captured: this matters in every state; where it cannot be right, an operator has to look into it. */
const capture: Readonly<Record<PaymentStatus, Effect>> = {
  Unopened: 'Recorded',
  CancelledBeforeOpened: 'Recorded',
  Pending: 'Recorded',
  Processing: 'Recorded',
  Declined: 'Recorded',
  Cancelled: 'Recorded',
  Captured: 'Recorded',
  Quarantined: 'Recorded',
  Refunded: 'Recorded',
};

/** What each end of an attempt does to a payment in each state. */
const effects: Readonly<Record<FinalStatus, Readonly<Record<PaymentStatus, Effect>>>> = {
  Captured: capture,
  Declined: failure,
  Voided: failure,
};

/** Why nothing follows from the other notifications, in any state. */
export const interimReasons: Readonly<Record<InterimStatus, string>> = {
  Created: 'It was created by the request to charge.',
  Processing: 'The attempt has no result yet.',
  ActionRequired: 'The attempt has no result yet.',
  AmountCapturable: 'Nothing is captured yet.',
  PartiallyFunded: 'The attempt has no result yet.',
  Unrelated: 'It is not about an attempt to charge.',
};

export const effectOf = (status: FinalStatus, payment: Pick<Payment, 'status'>): Effect =>
  effects[status][payment.status];
