import type { RetryPolicy } from '@oms/kernel';
import { backoff } from '@oms/workers';
import type { Cancellation } from './cancellation';
import type { Exchanged } from './http-exchange';
import { lacksService, SERVICE_UNAVAILABLE, SubgraphFailure } from './subgraph-failure';

/** The waits together take about a second at most: as long as the database of a subgraph may need to change its primary. */
const RETRY: RetryPolicy = { attemptsMax: 4, backoffMs: 150, backoffMaxMs: 600 };

/** How one attempt ended: a response, which may report that its service was not available, or none. */
type Attempt = { readonly exchanged: Exchanged } | { readonly failure: SubgraphFailure };

export interface Retried {
  readonly attempt: () => Promise<Exchanged>;
  readonly cancellation: Cancellation;
  /** Takes one retry from the budget, if there is one left. */
  readonly spend: () => boolean;
}

/** Parsed only where the text contains the code, which is rare. */
const isUnavailable = ({ text }: Exchanged): boolean => {
  if (!text.includes(`"${SERVICE_UNAVAILABLE}"`)) return false;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && lacksService(parsed);
  } catch {
    return false;
  }
};

const isWorthRepeating = (attempt: Attempt): boolean =>
  'exchanged' in attempt ? isUnavailable(attempt.exchanged) : attempt.failure.code === 'SUBGRAPH_UNREACHABLE';

/** Resolves with false, and at once, when the request is cancelled. */
const pause = (ms: number, cancellation: Cancellation): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      stopListening();
      resolve(true);
    }, ms);
    const stopListening = cancellation.onCancel(() => {
      clearTimeout(timer);
      resolve(false);
    });
  });

const attempted = async (attempt: Retried['attempt']): Promise<Attempt> => {
  try {
    return { exchanged: await attempt() };
  } catch (error) {
    if (error instanceof SubgraphFailure) return { failure: error };
    throw error;
  }
};

/**
 * Repeats a fetch that takes no effect, while its subgraph cannot be reached or reports that it is not available, as long
 * as the budget and the operation's deadline allow. A partial response is kept when no later attempt has a better one.
 *
 * The waits are cockatiel's. Its retry policy is not used: it has no budget, it goes on waiting after a request is cancelled, and
 * it keeps the outcome of the last attempt instead of the best one.
 */
export const withRetries = async ({ attempt, cancellation, spend }: Retried): Promise<Exchanged> => {
  let best = await attempted(attempt);
  for (let retry = 1; retry < RETRY.attemptsMax && isWorthRepeating(best); retry += 1) {
    if (!spend() || !(await pause(backoff(retry, RETRY), cancellation))) break;
    const next = await attempted(attempt);
    if ('exchanged' in next || 'failure' in best) best = next;
    else if (next.failure.code !== 'SUBGRAPH_UNREACHABLE') break;
  }
  if ('failure' in best) throw best.failure;
  return best.exchanged;
};

/** What every request adds to the budget: at most a tenth of the load may be retries. */
const EARNED_PER_REQUEST = 0.1;
/** So that the first failures after a time without traffic can be retried as well. */
const BUDGET_MAX = 10;

/** Limits retries, so that they do not multiply the load on a subgraph that is overloaded already. */
export interface RetryBudget {
  requested(): void;
  /** Whether one retry is in the budget; takes it. */
  spend(): boolean;
}

export const retryBudget = (): RetryBudget => {
  let budget = BUDGET_MAX;
  return {
    requested: () => {
      budget = Math.min(BUDGET_MAX, budget + EARNED_PER_REQUEST);
    },
    spend: () => {
      if (budget < 1) return false;
      budget -= 1;
      return true;
    },
  };
};
