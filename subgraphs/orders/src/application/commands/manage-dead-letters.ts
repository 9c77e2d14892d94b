import { accept, type Decision, refuse } from '@oms/kernel';
import type { Causation } from '@oms/kernel';
import type {
  DeadLetter,
  DeadLetterAnswer,
  DeadLetterEvent,
  DeadLetterFilter,
  DeadLetters,
} from './ports/dead-letters';
import type { Listed, PageRequest } from './page';
import type { Viewer } from './viewer';

interface ManageDeadLetter<Input> {
  readonly viewer: Viewer;
  readonly idempotencyKey: string | undefined;
  readonly causation: Causation;
  readonly input: Input;
}

export type RetryDeadLetter = ManageDeadLetter<{ readonly id: string }>;
export type DismissDeadLetter = ManageDeadLetter<{ readonly id: string; readonly reason: string }>;

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
  ({ viewer, ...request }: RetryDeadLetter): Promise<DeadLetterAnswer<DeadLetterRefusal>> =>
    deadLetters.change(
      { operation: 'retryDeadLetter', caller: viewer.id, ...request },
      request.input.id,
      whileOpen({ type: 'RetryRequested' }),
    );

export const dismissDeadLetter =
  (deadLetters: DeadLetters) =>
  ({ viewer, ...request }: DismissDeadLetter): Promise<DeadLetterAnswer<DeadLetterRefusal>> =>
    deadLetters.change(
      { operation: 'dismissDeadLetter', caller: viewer.id, ...request },
      request.input.id,
      whileOpen({ type: 'Dismissed', reason: request.input.reason }),
    );
