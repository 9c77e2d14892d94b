/** When an event that could not be applied is tried again, and when it is given up. */
export interface RetryPolicy {
  /** Attempts in all; after the last one the event is a dead letter. */
  readonly attemptsMax: number;
  /** The longest wait before the second attempt; it doubles from one attempt to the next. */
  readonly backoffMs: number;
  /** The longest wait of all. */
  readonly backoffMaxMs: number;
}

export const defaultRetry: RetryPolicy = { attemptsMax: 8, backoffMs: 100, backoffMaxMs: 30_000 };

/**
 * What the event speaks of is not known here yet, because the log of another publisher, which has it, is read more
 * slowly. Thrown by a handler, it has the event tried far more often than one that fails.
 */
export class NotKnownYet extends Error {
  override readonly name = 'NotKnownYet';
}

/** With the longest waits, more than a day. */
const NOT_KNOWN_ATTEMPTS_MAX = 6_000;

/** Whether the attempt failed because of what another publisher's log will bring. */
export const awaitsLog = (error: unknown): boolean => error instanceof NotKnownYet;

/** Whether an event is given up after so many attempts of which the last failed like this. */
export const isExhausted = (attempts: number, { attemptsMax }: RetryPolicy, error: unknown): boolean =>
  attempts >= (awaitsLog(error) ? Math.max(attemptsMax, NOT_KNOWN_ATTEMPTS_MAX) : attemptsMax);

/**
 * How long to wait after so many failed attempts: a random part of a limit that doubles, so that what failed together
 * does not come back together. `random` is in [0, 1).
 */
export const backoffAfter = (attempts: number, { backoffMs, backoffMaxMs }: RetryPolicy, random: number): number =>
  Math.ceil(random * Math.min(backoffMaxMs, backoffMs * 2 ** (attempts - 1)));
