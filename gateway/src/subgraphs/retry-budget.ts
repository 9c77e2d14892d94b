/** What every request adds to the budget: at most a tenth of the load may be repetitions. */
const EARNED_PER_REQUEST = 0.1;
/** So that the first failures after a quiet time can be repeated as well. */
const BUDGET_MAX = 10;

/** Keeps repetitions from multiplying the load on a subgraph that already has too much of it. */
export interface RetryBudget {
  requested(): void;
  /** Whether one repetition is in the budget; takes it. */
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
