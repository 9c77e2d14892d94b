/** A moment: milliseconds since the epoch. `Date` and ISO 8601 text exist only at the edges of a process. */
export type Instant = number;

/** Now, by the clock of this process. */
export type Clock = () => Instant;

/** How often something that failed is tried again, and how long is waited before each retry. */
export interface RetryPolicy {
  /** All attempts together, the first one included. */
  readonly attemptsMax: number;
  /** The wait after the first failure; it doubles with each further one. */
  readonly backoffMs: number;
  /** The longest wait of all. */
  readonly backoffMaxMs: number;
}

/** The wait after so many failed attempts, with jitter. */
export type Backoff = (attempts: number, policy: Omit<RetryPolicy, 'attemptsMax'>) => number;
