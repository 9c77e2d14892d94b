import type { Backoff } from '@oms/kernel';
import { halfJitterGenerator } from 'cockatiel';

/**
 * A wait that doubles with each failed attempt, up to a limit. At least half of it is waited, the rest is jitter: what
 * failed together is not tried again together, and no retry follows at once. In whole milliseconds.
 */
export const backoff: Backoff = (attempts, { backoffMs, backoffMaxMs }) => {
  const options = { initialDelay: backoffMs, maxDelay: backoffMaxMs, exponent: 2, generator: halfJitterGenerator };
  const [waitMs] = halfJitterGenerator(attempts - 1, options);
  return waitMs;
};
