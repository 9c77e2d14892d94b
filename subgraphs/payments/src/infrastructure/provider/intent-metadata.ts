import { z } from 'zod';
import type { AttemptKey } from '../../application/ports/attempts';

/** Our own reference, by which the provider can be asked when its answer was lost. */
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

/** Undefined: not one of ours. */
export const attemptIn = (metadata: unknown): AttemptKey | undefined => {
  const { data } = schema.safeParse(metadata);
  if (data === undefined) return undefined;
  return { paymentId: data.payment_id, orderId: data.order_id, attempt: Number(data.attempt) };
};
