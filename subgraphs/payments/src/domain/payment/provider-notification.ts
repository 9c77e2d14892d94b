import type { Payment } from './state';

/** What the provider may say by itself that ends an attempt. */
export type TerminalNews = 'Captured' | 'Declined' | 'Forestalled';

/** What it also says. None of it is the end of anything, so nothing follows from it. */
export type PassingNews =
  'Created' | 'Processing' | 'ActionRequired' | 'AmountCapturable' | 'PartiallyFunded' | 'OfNoConcern';

type Status = Payment['status'];

/** Recorded: the payment decides what follows. Otherwise the reason why nothing does. */
type Effect = 'Recorded' | { readonly ignored: string };

const ignored = (reason: string): Effect => ({ ignored: reason });

/** No money was taken: news only while an attempt is under way. What was captured is never taken back by it. */
const failure: Readonly<Record<Status, Effect>> = {
  Unopened: 'Recorded',
  Barred: ignored('The order was given up before anything was charged.'),
  Pending: ignored('No attempt is under way.'),
  Processing: 'Recorded',
  Declined: ignored('The attempt has failed already.'),
  Cancelled: ignored('The attempt was cancelled already.'),
  Captured: ignored('The money was taken.'),
  Quarantined: ignored('Money was taken.'),
  Refunded: ignored('The money was taken, and given back.'),
};

/** Money was taken: news in every state, and where it should not have been, for an operator. */
const capture: Readonly<Record<Status, Effect>> = {
  Unopened: 'Recorded',
  Barred: 'Recorded',
  Pending: 'Recorded',
  Processing: 'Recorded',
  Declined: 'Recorded',
  Cancelled: 'Recorded',
  Captured: 'Recorded',
  Quarantined: 'Recorded',
  Refunded: 'Recorded',
};

/** What each end of an attempt does to a payment in each state. */
const effects: Readonly<Record<TerminalNews, Readonly<Record<Status, Effect>>>> = {
  Captured: capture,
  Declined: failure,
  Forestalled: failure,
};

/** Why nothing follows from the rest, in any state. */
export const passingNews: Readonly<Record<PassingNews, string>> = {
  Created: 'We asked for it ourselves.',
  Processing: 'The outcome is still to come.',
  ActionRequired: 'The outcome is still to come.',
  AmountCapturable: 'Nothing is captured yet.',
  PartiallyFunded: 'The outcome is still to come.',
  OfNoConcern: 'It is not about an attempt to take money.',
};

export const effectOf = (news: TerminalNews, { status }: Pick<Payment, 'status'>): Effect => effects[news][status];
