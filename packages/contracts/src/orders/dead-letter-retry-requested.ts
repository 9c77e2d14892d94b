import { z } from 'zod';
import { defineEvent } from '../event-contract';

const data = z.object({
  deadLetterId: z.uuid(),
  /** The durable consumer that gave up, such as `payments.orders`; only its context acts. */
  consumer: z.string().min(1),
});

export type DeadLetterRetryRequested = z.infer<typeof data>;

export const deadLetterRetryRequested = defineEvent<DeadLetterRetryRequested>({
  context: 'orders',
  name: 'dead-letter-retry-requested',
  version: 1,
  aggregateType: 'DeadLetter',
  description: 'An operator asks the consumer that gave up to take the message once more.',
  data,
});
