import { accept, type Decision, refuse } from '@oms/kernel';
import type { Cause } from './cause';
import type {
  DeadLetter,
  DeadLetterAnswer,
  DeadLetterEvent,
  DeadLetterFilter,
  DeadLetters,
} from './ports/dead-letters';
import type { Listed, PageRequest } from './page';

export type DeadLetterRefusal = 'DEAD_LETTER_NOT_FOUND' | 'DEAD_LETTER_NOT_OPEN';

const whileOpen =
  (event: DeadLetterEvent) =>
  (deadLetter: DeadLetter | undefined): Decision<DeadLetterEvent, DeadLetterRefusal> => {
    if (deadLetter === undefined) return refuse('DEAD_LETTER_NOT_FOUND');
    return deadLetter.status === 'OPEN' ? accept(event) : refuse('DEAD_LETTER_NOT_OPEN');
  };

export const listDeadLetters =
  (deadLetters: DeadLetters) =>
  (filter: DeadLetterFilter, page: PageRequest): Promise<readonly Listed<DeadLetter>[]> =>
    deadLetters.list(filter, page);

/** Asks the consumer that gave up to take the message once more; the dead letter stays open until it did. */
export const retryDeadLetter =
  (deadLetters: DeadLetters) =>
  (id: string, cause: Cause): Promise<DeadLetterAnswer<DeadLetterRefusal>> =>
    deadLetters.change(id, cause, whileOpen({ type: 'RetryRequested' }));

export const dismissDeadLetter =
  (deadLetters: DeadLetters) =>
  (id: string, reason: string, cause: Cause): Promise<DeadLetterAnswer<DeadLetterRefusal>> =>
    deadLetters.change(id, cause, whileOpen({ type: 'Dismissed', reason }));
