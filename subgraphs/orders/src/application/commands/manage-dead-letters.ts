import { accept, refuse, type ClientRequest, type Decision, type Id, type Outcome } from '@oms/kernel';
import type { DeadLetter, DeadLetterEvent, DeadLetterRepository } from '../ports/dead-letter-repository';

export interface RetryDeadLetter {
  readonly id: Id<'DeadLetter'>;
}

export interface DismissDeadLetter extends RetryDeadLetter {
  readonly reason: string;
}

export type DeadLetterRefusal = 'DEAD_LETTER_NOT_FOUND' | 'DEAD_LETTER_NOT_OPEN';

const whileOpen =
  (event: DeadLetterEvent) =>
  (deadLetter: DeadLetter | undefined): Decision<DeadLetterEvent, DeadLetterRefusal> => {
    if (deadLetter === undefined) return refuse('DEAD_LETTER_NOT_FOUND');
    return deadLetter.status === 'OPEN' ? accept(event) : refuse('DEAD_LETTER_NOT_OPEN');
  };

/** Has the consumer try the event once more; the dead letter stays open until the event is applied. */
export const retryDeadLetter =
  (deadLetters: DeadLetterRepository) =>
  (command: RetryDeadLetter, request: ClientRequest): Promise<Outcome<DeadLetter, DeadLetterRefusal>> =>
    deadLetters.change(
      { ...request, operation: 'retryDeadLetter', command },
      command.id,
      whileOpen({ type: 'RetryRequested' }),
    );

/** Skips the event for good, so that the events that wait behind it go on. */
export const dismissDeadLetter =
  (deadLetters: DeadLetterRepository) =>
  (command: DismissDeadLetter, request: ClientRequest): Promise<Outcome<DeadLetter, DeadLetterRefusal>> =>
    deadLetters.change(
      { ...request, operation: 'dismissDeadLetter', command },
      command.id,
      whileOpen({ type: 'Dismissed', reason: command.reason }),
    );
