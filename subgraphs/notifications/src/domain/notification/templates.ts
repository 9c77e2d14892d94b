import type { Kind } from './kind';
import { formatMoney, type Money } from './money';
import type { Channel } from './recipient';

/** What there is to say. */
export interface Occasion {
  readonly kind: Kind;
  readonly orderNumber: string;
  readonly total: Money;
  /** Why it failed or was cancelled, in words for the customer. */
  readonly reason: string | null;
  /** Of a refund: what was given back. */
  readonly refunded: Money | null;
}

export interface Wording {
  /** Null where the channel has none. */
  readonly subject: string | null;
  readonly body: string;
}

/** One paragraph: what came from elsewhere must not add lines to a message, or headers to a mail. */
const inOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const REASON_LENGTH_MAX = 200;

const because = ({ reason }: Occasion): string =>
  reason === null ? '' : ` Reason: ${inOneLine(reason).slice(0, REASON_LENGTH_MAX)}`;

const subjects: Readonly<Record<Kind, (number: string) => string>> = {
  ORDER_CONFIRMED: (number) => `Your order ${number} is confirmed`,
  ORDER_FAILED: (number) => `Your order ${number} could not be completed`,
  ORDER_CANCELLED: (number) => `Your order ${number} was cancelled`,
  REFUND_ISSUED: (number) => `A refund for your order ${number}`,
};

const sentences: Readonly<Record<Kind, (occasion: Occasion) => string>> = {
  ORDER_CONFIRMED: ({ orderNumber, total }) =>
    `Your order ${orderNumber} over ${formatMoney(total)} is paid and will be prepared for shipment.`,
  ORDER_FAILED: (occasion) =>
    `Your order ${occasion.orderNumber} could not be completed; you are not charged for it.${because(occasion)}`,
  ORDER_CANCELLED: (occasion) =>
    `Your order ${occasion.orderNumber} was cancelled. What you paid is given back to you.${because(occasion)}`,
  REFUND_ISSUED: ({ orderNumber, refunded, total }) =>
    `We gave back ${formatMoney(refunded ?? total)} for your order ${orderNumber}.`,
};

/** A mail has a subject, a greeting and a signature; a text message is the sentence alone. */
export const wordingFor = (channel: Channel, occasion: Occasion): Wording => {
  const safe = { ...occasion, orderNumber: inOneLine(occasion.orderNumber) };
  const sentence = sentences[safe.kind](safe);
  if (channel === 'SMS') return { subject: null, body: sentence };
  return { subject: subjects[safe.kind](safe.orderNumber), body: `Hello,\n\n${sentence}\n\nYour shop\n` };
};
