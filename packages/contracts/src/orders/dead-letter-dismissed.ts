import { z } from 'zod';
import { defineEvent } from '../event-contract';

const data = z.object({
  deadLetterId: z.uuid(),
  consumer: z.string().min(1),
  reason: z.string(),
});

export type DeadLetterDismissed = z.infer<typeof data>;

export const deadLetterDismissed = defineEvent<DeadLetterDismissed>({
  context: 'orders',
  name: 'dead-letter-dismissed',
  version: 1,
  aggregateType: 'DeadLetter',
  description: 'An operator dismissed a dead letter: its event is skipped permanently.',
  data,
});
