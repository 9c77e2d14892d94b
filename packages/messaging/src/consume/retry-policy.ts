import type { RetryPolicy } from '@oms/kernel';

/** Of an event that could not be applied; after the last attempt it is a dead letter. */
export const defaultRetry: RetryPolicy = { attemptsMax: 8, backoffMs: 100, backoffMaxMs: 30_000 };

/**
 * What the event is about is not known here yet, because the log of another publisher, which has it, is read more slowly.
 * Thrown by a handler: the event is then tried far more often than one that fails for another reason.
 */
export class NotKnownYet extends Error {
  override readonly name = 'NotKnownYet';
}

/** With the longest waits, more than a day. */
const NOT_KNOWN_ATTEMPTS_MAX = 6_000;

/** Whether the attempt failed because of what another publisher's log will bring. */
export const awaitsLog = (error: unknown): boolean => error instanceof NotKnownYet;

/** Whether no attempt is left after so many, of which the last failed with this error. */
export const isExhausted = (attempts: number, { attemptsMax }: RetryPolicy, error: unknown): boolean =>
  attempts >= (awaitsLog(error) ? Math.max(attemptsMax, NOT_KNOWN_ATTEMPTS_MAX) : attemptsMax);
