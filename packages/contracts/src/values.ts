import { z } from 'zod';

/** Money on the wire: minor units as a decimal string, because JSON numbers are exact only up to 2^53. */
export const moneySchema = z.object({
  amountMinor: z.string().regex(/^-?\d{1,18}$/),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
});

export const skuSchema = z.string().min(1).max(64);

export const quantitySchema = z.int().positive();

export const skuQuantitySchema = z.object({ sku: skuSchema, quantity: quantitySchema });

export const addressSchema = z.object({
  name: z.string(),
  line1: z.string(),
  line2: z.string().nullable(),
  city: z.string(),
  region: z.string().nullable(),
  postalCode: z.string(),
  /** ISO 3166-1 alpha-2. */
  countryCode: z.string(),
});

export const orderStatusSchema = z.enum([
  'PENDING',
  'PAID',
  'PROCESSING',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'FAILED',
]);

export const paymentMethodTypeSchema = z.enum(['CARD', 'WALLET', 'BANK_TRANSFER']);

export const notificationChannelSchema = z.enum(['EMAIL', 'SMS']);
