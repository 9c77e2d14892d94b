import { decimalAmount } from '@oms/kernel';
import type { NotificationChannel, NotificationKind } from './notification';
import type { Money } from './order-copy';

/** What a template is filled with. */
export interface TemplateValues {
  readonly kind: NotificationKind;
  readonly orderNumber: string;
  readonly total: Money;
  /** Why the order failed or was cancelled, in words for the customer. */
  readonly reason: string | null;
  /** The amount of a refund. */
  readonly refunded: Money | null;
}

export interface MessageText {
  /** Null where the channel has none. */
  readonly subject: string | null;
  readonly body: string;
}

/** `25.00 USD`. */
const moneyText = ({ amountMinor, currency }: Money): string => `${decimalAmount(amountMinor, currency)} ${currency}`;

/** In one line: text from outside must not add lines to a message, or headers to a mail. */
const inOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const REASON_CHARS_MAX = 200;

const because = ({ reason }: TemplateValues): string =>
  reason === null ? '' : ` Reason: ${inOneLine(reason).slice(0, REASON_CHARS_MAX)}`;

const subjects: Readonly<Record<NotificationKind, (orderNumber: string) => string>> = {
  ORDER_CONFIRMED: (number) => `Your order ${number} is confirmed`,
  ORDER_FAILED: (number) => `Your order ${number} could not be completed`,
  ORDER_CANCELLED: (number) => `Your order ${number} was cancelled`,
  REFUND_ISSUED: (number) => `A refund for your order ${number}`,
};

const sentences: Readonly<Record<NotificationKind, (values: TemplateValues) => string>> = {
  ORDER_CONFIRMED: ({ orderNumber, total }) =>
    `Your order ${orderNumber} over ${moneyText(total)} is paid and will be prepared for shipment.`,
  ORDER_FAILED: (values) =>
    `Your order ${values.orderNumber} could not be completed; you are not charged for it.${because(values)}`,
  ORDER_CANCELLED: (values) =>
    `Your order ${values.orderNumber} was cancelled. What you paid is given back to you.${because(values)}`,
  REFUND_ISSUED: ({ orderNumber, refunded, total }) =>
    `We gave back ${moneyText(refunded ?? total)} for your order ${orderNumber}.`,
};

/** The text of a message. A mail has a subject, a greeting and a signature; a text message is the sentence alone. */
export const messageText = (channel: NotificationChannel, values: TemplateValues): MessageText => {
  const safe = { ...values, orderNumber: inOneLine(values.orderNumber) };
  const sentence = sentences[safe.kind](safe);
  if (channel === 'SMS') return { subject: null, body: sentence };
  return { subject: subjects[safe.kind](safe.orderNumber), body: `Hello,\n\n${sentence}\n\nYour shop\n` };
};
