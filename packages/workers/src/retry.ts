import type { RetryPolicy } from '@oms/kernel';
import { DelegateBackoff, handleWhen, retry } from 'cockatiel';
import { backoff } from './backoff';

/** As {@link RetryPolicy}, but limited by time: no attempt begins later than `timeoutMs` after the first one. */
export interface TimedRetryPolicy extends Omit<RetryPolicy, 'attemptsMax'> {
  readonly timeoutMs: number;
}

export interface Retry {
  readonly error: unknown;
  /** How many attempts have failed. */
  readonly attempts: number;
  readonly waitMs: number;
}

export interface RetryOptions {
  /** Whether the same work may succeed in a moment. Other failures are thrown at once. */
  readonly isTransient: (error: unknown) => boolean;
  /** Called before the wait for another attempt. */
  readonly onRetry?: (retry: Retry) => void;
}

/** Runs the work until it succeeds. @throws the last failure. An aborted signal ends the retries. */
export type Retrying = <Value>(work: () => Promise<Value>, stopping?: AbortSignal) => Promise<Value>;

const limitOf = (policy: RetryPolicy | TimedRetryPolicy): { attemptsMax: number; timeoutMs: number } => ({
  attemptsMax: 'attemptsMax' in policy ? policy.attemptsMax : Number.POSITIVE_INFINITY,
  timeoutMs: 'timeoutMs' in policy ? policy.timeoutMs : Number.POSITIVE_INFINITY,
});

/** Retries within this process, for work that may be repeated. */
export const retrying = (policy: RetryPolicy | TimedRetryPolicy, { isTransient, onRetry }: RetryOptions): Retrying => {
  const { attemptsMax, timeoutMs } = limitOf(policy);
  return (work, stopping) => {
    const beganAt = performance.now();
    const leftMs = (): number => timeoutMs - (performance.now() - beganAt);
    const retries = retry(
      handleWhen((error) => leftMs() > 0 && isTransient(error)),
      {
        maxAttempts: attemptsMax - 1,
        backoff: new DelegateBackoff(({ attempt }) => Math.min(leftMs(), backoff(attempt, policy))),
      },
    );
    retries.onRetry((failure) => {
      const { attempt: attempts, delay: waitMs } = failure;
      onRetry?.({ error: 'error' in failure ? failure.error : undefined, attempts, waitMs });
    });
    return retries.execute(work, stopping);
  };
};
