import type { Decision, Id, Instant, Outcome, Page, PageRequest } from '@oms/kernel';
import type { RecordedEvent } from '../recorded-event';
import type { OperationRequest } from './order-repository';

export const deadLetterStatuses = ['OPEN', 'RESOLVED', 'DISMISSED'] as const;
export type DeadLetterStatus = (typeof deadLetterStatuses)[number];

/** An event that used up its retries in a consumer of any context. */
export interface DeadLetter {
  readonly id: Id<'DeadLetter'>;
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

export interface DeadLetterViews {
  /** Newest first. */
  list(filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetter>>;
}

export interface DeadLetterRepository {
  /**
   * Commits the decision together with its events and the outcome; a request that was accepted before gets its first
   * outcome again. The decision gets undefined when there is no such dead letter.
   */
  change<Refusal>(
    request: OperationRequest,
    id: Id<'DeadLetter'>,
    decide: (deadLetter: DeadLetter | undefined) => Decision<DeadLetterEvent, Refusal>,
  ): Promise<Outcome<DeadLetter, Refusal>>;
}
