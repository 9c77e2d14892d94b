import type { Decision } from '@oms/kernel';
import type { Instant } from '../../domain/instant';
import type { Listed, PageRequest } from '../page';
import type { RecordedEvent } from '../timeline';
import type { ClientRequest } from './orders';

export type DeadLetterStatus = 'OPEN' | 'RESOLVED' | 'DISMISSED';

/** A message that some consumer, in any context, gave up. */
export interface DeadLetter {
  readonly id: string;
  /** Such as `payments.orders`. */
  readonly consumer: string;
  readonly subject: string;
  /** What could be read of the message. */
  readonly event: RecordedEvent;
  readonly error: string;
  readonly deliveries: number;
  /** How many later events of the same order, or aggregate, wait behind it. */
  readonly waiting: number;
  readonly status: DeadLetterStatus;
  readonly failedAt: Instant;
}

export interface DeadLetterFilter {
  readonly status?: readonly DeadLetterStatus[] | undefined;
  readonly consumer?: string | undefined;
}

/** What an operator may decide about a dead letter. */
export type DeadLetterEvent =
  { readonly type: 'RetryRequested' } | { readonly type: 'Dismissed'; readonly reason: string };

export type DeadLetterAnswer<Refusal> =
  | { readonly kind: 'Done'; readonly deadLetter: DeadLetter }
  | { readonly kind: 'Refused'; readonly refusal: Refusal }
  /** The key was used with another input. */
  | { readonly kind: 'KeyReused' };

export interface DeadLetters {
  /** Newest first; one more than asked for when there are more. */
  list(filter: DeadLetterFilter, page: PageRequest): Promise<readonly Listed<DeadLetter>[]>;
  /**
   * Commits what was decided together with its events and the answer; a request that was accepted before gets its first
   * answer again. The decision gets undefined when there is no such dead letter.
   */
  change<Refusal>(
    request: ClientRequest,
    id: string,
    decide: (deadLetter: DeadLetter | undefined) => Decision<DeadLetterEvent, Refusal>,
  ): Promise<DeadLetterAnswer<Refusal>>;
}
