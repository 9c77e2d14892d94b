/** When a message that failed is tried again, and when it is given up. */
export interface RetryPolicy {
  /** Attempts in all; after the last one the message is a dead letter. */
  readonly attemptsMax: number;
  /** The longest wait before the second attempt; it doubles from one attempt to the next. */
  readonly backoffMs: number;
  /** The longest wait of all. */
  readonly backoffMaxMs: number;
}

export const defaultRetry: RetryPolicy = { attemptsMax: 8, backoffMs: 100, backoffMaxMs: 30_000 };

/**
 * How long to wait after so many failed attempts: a random part of a limit that doubles, so that what failed together
 * does not come back together. `random` is in [0, 1).
 */
export const backoffAfter = (attempts: number, { backoffMs, backoffMaxMs }: RetryPolicy, random: number): number =>
  Math.ceil(random * Math.min(backoffMaxMs, backoffMs * 2 ** (attempts - 1)));
