import { z } from 'zod';
import { defineEvent } from '../event-contract';

const data = z.object({
  deadLetterId: z.uuid(),
  /** The consumer that could not apply the event, such as `payments.orders`. Only its context reacts. */
  consumer: z.string().min(1),
});

export type DeadLetterRetryRequested = z.infer<typeof data>;

export const deadLetterRetryRequested = defineEvent<DeadLetterRetryRequested>({
  context: 'orders',
  name: 'dead-letter-retry-requested',
  version: 1,
  aggregateType: 'DeadLetter',
  description: 'An operator requested that the consumer applies the event of a dead letter again.',
  data,
});
