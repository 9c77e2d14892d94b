import type { Backoff } from '@oms/kernel';
import { halfJitterGenerator } from 'cockatiel';

/**
 * A wait that doubles with each failed attempt, up to a limit, in whole milliseconds. At least half of it is waited and the rest
 * is jitter, so that requests and subscribers that lost the same subgraph do not return to it together.
 */
export const backoff: Backoff = (attempts, { backoffMs, backoffMaxMs }) => {
  const options = { initialDelay: backoffMs, maxDelay: backoffMaxMs, exponent: 2, generator: halfJitterGenerator };
  const [waitMs] = halfJitterGenerator(attempts - 1, options);
  return waitMs;
};
