import type { Id } from '@oms/kernel';
import { z } from 'zod';
import type { AttemptKey } from '../../application/ports/attempt-queue';

/** The attempt's own reference, by which an intent is found when the provider's response was lost. */
export const metadataOf = ({ paymentId, orderId, attempt }: AttemptKey): Record<string, string> => ({
  payment_id: paymentId,
  order_id: orderId,
  attempt: attempt.toString(),
});

const schema = z.object({
  payment_id: z.uuid(),
  order_id: z.uuid(),
  attempt: z.string().regex(/^[1-9]\d{0,8}$/),
});

/** Undefined: the intent is of no attempt. */
export const attemptIn = (metadata: unknown): AttemptKey | undefined => {
  const { data } = schema.safeParse(metadata);
  if (data === undefined) return undefined;
  const { payment_id: paymentId, order_id: orderId, attempt } = data;
  return { paymentId: paymentId as Id<'Payment'>, orderId: orderId as Id<'Order'>, attempt: Number(attempt) };
};
