import { idInput, moneyInput, paymentTokenInput } from '@oms/subgraph-kit';
import { z } from 'zod';
import type { PayOrder } from '../application/commands/pay-order';
import type { RefundPayment } from '../application/commands/refund-payment';
import { paymentStatuses, type PaymentFilter } from '../application/ports/payment-views';

const REASON_CHARS_MAX = 255;

const paymentMethod = z.object({
  type: z.enum(['CARD', 'WALLET', 'BANK_TRANSFER']),
  token: paymentTokenInput.regex(/^[\w.:-]*$/, 'Must have letters, digits and "_ - . :" only.'),
});

export const payOrderInput = z
  .object({ orderId: idInput<'Order'>(), payment: paymentMethod })
  .transform(({ orderId, payment }): PayOrder => ({ orderId, method: payment }));

export const refundPaymentInput = z
  .object({
    paymentId: idInput<'Payment'>(),
    amount: moneyInput
      .refine(({ amountMinor }) => amountMinor > 0n, { path: ['amount'], message: 'Must be more than 0.' })
      .optional(),
    reason: z.string().max(REASON_CHARS_MAX, `Must have at most ${REASON_CHARS_MAX.toString()} characters.`).optional(),
  })
  .transform(({ paymentId, amount = null, reason = null }): RefundPayment => ({ paymentId, amount, reason }));

export const paymentFilter = z
  .object({
    status: z.array(z.enum(paymentStatuses)).optional(),
    orderId: z.uuid('Must be the id of an order.').pipe(idInput<'Order'>()).optional(),
  })
  .transform(({ status: statuses, orderId }): PaymentFilter => ({ statuses, orderId }));
