import { z } from 'zod';
import { contexts, type Context } from './contexts';
import { defineEvent, type EventContract } from './event-contract';

const messageDeadLetteredData = z.object({
  deadLetterId: z.uuid(),
  /** The consumer that could not apply it, such as `payments.orders`. */
  consumer: z.string().min(1),
  /** The NATS subject of the message. */
  subject: z.string().min(1),
  /** The message as it was published; text, because it may fit no contract. */
  message: z.string(),
  error: z.string().min(1),
  deliveries: z.int().positive(),
  /** How many later events of the same order, or aggregate, wait behind it. */
  waiting: z.int().nonnegative().optional(),
});

const deadLetterResolvedData = z.object({ deadLetterId: z.uuid(), consumer: z.string().min(1) });

export type MessageDeadLettered = z.infer<typeof messageDeadLetteredData>;
export type DeadLetterResolved = z.infer<typeof deadLetterResolvedData>;

const perContext = <Data>(define: (context: Context) => EventContract<Data>): Record<Context, EventContract<Data>> =>
  Object.fromEntries(contexts.map((context) => [context, define(context)])) as Record<Context, EventContract<Data>>;

export const messageDeadLettered = perContext((context) =>
  defineEvent<MessageDeadLettered>({
    context,
    name: 'message-dead-lettered',
    version: 1,
    aggregateType: 'DeadLetter',
    description: 'A consumer of this context used up its retries for an event, or more events wait behind such a one.',
    data: messageDeadLetteredData,
  }),
);

export const deadLetterResolved = perContext((context) =>
  defineEvent<DeadLetterResolved>({
    context,
    name: 'dead-letter-resolved',
    version: 1,
    aggregateType: 'DeadLetter',
    description: 'A dead letter was delivered again and handled.',
    data: deadLetterResolvedData,
  }),
);
