import { z } from 'zod';
import { type CustomerId, ITEMS_MAX, QUANTITY_MAX, type Sku } from '../../application';
import { holdsCardNumber } from './card-number';
import { isCountry } from './countries';

const SKU_CHARS_MAX = 64;
const CUSTOMER_CHARS_MAX = 255;
const TEXT_CHARS_MAX = 200;
const POSTAL_CODE_CHARS_MAX = 20;
const EMAIL_CHARS_MAX = 254;
const TOKEN_CHARS_MAX = 255;
const REASON_CHARS_MAX = 500;

const noCardNumber = (text: string): boolean => !holdsCardNumber(text);
const CARD_NUMBER = 'Must not contain a card number.';

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Must not be empty.')
    .max(max, `Must have at most ${max.toString()} characters.`)
    .refine(noCardNumber, CARD_NUMBER);

/** E.164, however it is punctuated; kept without punctuation. */
const phone = z
  .string()
  .max(32, 'Is too long for a phone number.')
  .transform((typed) => typed.replaceAll(/[ ().-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'Must be an international phone number such as "+14155550123".'));

const email = z
  .string()
  .max(EMAIL_CHARS_MAX, 'Is too long for an e-mail address.')
  .pipe(z.email('Must be an e-mail address such as "ada@example.com".'));

const address = z.object({
  name: text(TEXT_CHARS_MAX),
  line1: text(TEXT_CHARS_MAX),
  line2: text(TEXT_CHARS_MAX).nullable().default(null),
  city: text(TEXT_CHARS_MAX),
  region: text(TEXT_CHARS_MAX).nullable().default(null),
  postalCode: text(POSTAL_CODE_CHARS_MAX),
  countryCode: z.string().refine(isCountry, 'Must be an ISO 3166-1 alpha-2 code such as "GB".'),
});

const paymentMethod = z.object({
  type: z.enum(['CARD', 'WALLET', 'BANK_TRANSFER']),
  token: z
    .string()
    .min(1, 'Must not be empty.')
    .max(TOKEN_CHARS_MAX, `Must have at most ${TOKEN_CHARS_MAX.toString()} characters.`)
    .refine(noCardNumber, "Must be the payment provider's token, never a card number."),
});

const quantityRule = `Must be from 1 to ${QUANTITY_MAX.toString()}.`;

const item = z.object({
  sku: z
    .string()
    .min(1, 'Must not be empty.')
    .max(SKU_CHARS_MAX, `Must have at most ${SKU_CHARS_MAX.toString()} characters.`)
    .transform((sku) => sku as Sku),
  quantity: z.int().min(1, quantityRule).max(QUANTITY_MAX, quantityRule),
});

export const createOrderInput = z.object({
  customerId: z
    .string()
    .min(1, 'Must not be empty.')
    .max(CUSTOMER_CHARS_MAX, `Must have at most ${CUSTOMER_CHARS_MAX.toString()} characters.`)
    .transform((id) => id as CustomerId)
    .optional(),
  items: z
    .array(item)
    .min(1, 'An order has at least one item.')
    .max(ITEMS_MAX, `An order has at most ${ITEMS_MAX.toString()} items.`),
  contact: z
    .object({ email: email.nullable().default(null), phone: phone.nullable().default(null) })
    .default({ email: null, phone: null }),
  shippingAddress: address,
  payment: paymentMethod.nullable().default(null),
});

export const cancelOrderInput = z.object({
  orderId: z.string(),
  reason: text(REASON_CHARS_MAX).nullable().default(null),
});

export const retryDeadLetterInput = z.object({ id: z.string() });

export const dismissDeadLetterInput = z.object({ id: z.string(), reason: text(REASON_CHARS_MAX) });
