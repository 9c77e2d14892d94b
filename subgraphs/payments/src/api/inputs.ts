import { moneyInput } from '@oms/subgraph-kit';
import { z } from 'zod';
import { paymentStatuses } from '../application/ports/payment-views';

const TOKEN_CHARS_MAX = 255;
const REASON_CHARS_MAX = 255;

export const isId = (text: string): boolean => z.uuid().safeParse(text).success;

const LUHN_BASE = 10;

/** The check digit that every card number carries. */
const passesLuhn = (digits: string): boolean => {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value < LUHN_BASE ? value : value - (LUHN_BASE - 1));
    }, 0);
  return sum % LUHN_BASE === 0;
};

const isCardNumber = (text: string): boolean => {
  const digits = text.replaceAll(/[ -]/g, '');
  return /^\d{12,19}$/.test(digits) && passesLuhn(digits);
};

const paymentMethod = z.object({
  type: z.enum(['CARD', 'WALLET', 'BANK_TRANSFER']),
  token: z
    .string()
    .min(1, 'Must not be empty.')
    .max(TOKEN_CHARS_MAX, `Has at most ${TOKEN_CHARS_MAX.toString()} characters.`)
    .refine((token) => !isCardNumber(token), "Must be the payment provider's token, never a card number.")
    .regex(/^[\w.:-]*$/, 'Has letters, digits and "_ - . :" only.'),
});

export const payOrderInput = z.object({ orderId: z.string(), payment: paymentMethod });

export const refundPaymentInput = z.object({
  paymentId: z.string(),
  amount: moneyInput
    .refine(({ amountMinor }) => amountMinor > 0n, { path: ['amount'], message: 'Must be more than 0.' })
    .optional(),
  reason: z.string().max(REASON_CHARS_MAX, `Has at most ${REASON_CHARS_MAX.toString()} characters.`).optional(),
});

export const paymentFilter = z.object({
  status: z.array(z.enum(paymentStatuses)).optional(),
  orderId: z.uuid('Must be the id of an order.').optional(),
});
