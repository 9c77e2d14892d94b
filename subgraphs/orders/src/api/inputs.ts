import { decodeCursor, encodeCursor } from '@oms/database';
import type { Id } from '@oms/kernel';
import { badUserInput, idInput, paymentTokenInput, personalTextInput } from '@oms/subgraph-kit';
// Not the package's main file: that one loads the names of the countries in all languages.
import { getAlpha2Codes } from 'i18n-iso-countries/index';
import { z } from 'zod';
import {
  type CustomerId,
  deadLetterStatuses,
  ITEMS_MAX,
  orderSources,
  orderStatuses,
  QUANTITY_MAX,
  type Sku,
  type StatusChange,
} from '../application';

const SKU_CHARS_MAX = 64;
const CUSTOMER_CHARS_MAX = 255;
const TEXT_CHARS_MAX = 200;
const POSTAL_CODE_CHARS_MAX = 20;
const EMAIL_CHARS_MAX = 254;
const PHONE_CHARS_MAX = 32;
const REASON_CHARS_MAX = 500;

const identifier = (charsMax: number) =>
  z.string().min(1, 'Must not be empty.').max(charsMax, `Must have at most ${charsMax.toString()} characters.`);

/** Officially assigned codes of ISO 3166-1. The library also has XK, which is user-assigned. */
const countries: ReadonlySet<string> = new Set(Object.keys(getAlpha2Codes()).filter((code) => code !== 'XK'));

/** E.164, however it is punctuated; stored without punctuation. */
const phone = z
  .string()
  .max(PHONE_CHARS_MAX, 'Is too long for a phone number.')
  .transform((typed) => typed.replaceAll(/[ ().-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'Must be an international phone number such as "+14155550123".'));

const email = z
  .string()
  .max(EMAIL_CHARS_MAX, 'Is too long for an e-mail address.')
  .pipe(z.email('Must be an e-mail address such as "ada@example.com".'));

const address = z.object({
  name: personalTextInput(TEXT_CHARS_MAX),
  line1: personalTextInput(TEXT_CHARS_MAX),
  line2: personalTextInput(TEXT_CHARS_MAX).nullable().default(null),
  city: personalTextInput(TEXT_CHARS_MAX),
  region: personalTextInput(TEXT_CHARS_MAX).nullable().default(null),
  postalCode: personalTextInput(POSTAL_CODE_CHARS_MAX),
  countryCode: z.string().refine((code) => countries.has(code), 'Must be an ISO 3166-1 alpha-2 code such as "GB".'),
});

const paymentMethod = z.object({ type: z.enum(['CARD', 'WALLET', 'BANK_TRANSFER']), token: paymentTokenInput });

const quantityRule = `Must be from 1 to ${QUANTITY_MAX.toString()}.`;

const item = z.object({
  sku: identifier(SKU_CHARS_MAX).transform((sku) => sku as Sku),
  quantity: z.int().min(1, quantityRule).max(QUANTITY_MAX, quantityRule),
});

export const createOrderInput = z.object({
  customerId: identifier(CUSTOMER_CHARS_MAX)
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
  orderId: idInput<'Order'>(),
  reason: personalTextInput(REASON_CHARS_MAX).nullable().default(null),
});

export const retryDeadLetterInput = z.object({ id: idInput<'DeadLetter'>() });

export const dismissDeadLetterInput = z.object({
  id: idInput<'DeadLetter'>(),
  reason: personalTextInput(REASON_CHARS_MAX),
});

export const orderFilter = z.object({
  status: z.array(z.enum(orderStatuses)).optional(),
  customerId: z
    .string()
    .transform((id) => id as CustomerId)
    .optional(),
  placedAfter: z.number().optional(),
  placedBefore: z.number().optional(),
  source: z.enum(orderSources).optional(),
});

export const deadLetterFilter = z.object({
  status: z.array(z.enum(deadLetterStatuses)).optional(),
  consumer: z.string().optional(),
});

const STATUS_CURSOR = 'order-status';

/** The place of a change in the history of its order: the version that it made. */
export const statusCursorOf = ({ orderId, version }: StatusChange): string =>
  encodeCursor(STATUS_CURSOR, [orderId, version]);

/** Throws BAD_USER_INPUT for what is no cursor, or one of another order. */
export const versionFrom = (cursor: string | null | undefined, orderId: Id<'Order'>): number | undefined => {
  if (cursor === null || cursor === undefined) return undefined;
  const [owner, version] = decodeCursor(STATUS_CURSOR, cursor, ['uuid', 'integer']);
  if (owner !== orderId || version < 1) throw badUserInput('after', 'is not a cursor of this order.');
  return version;
};
