import type { DocumentNode } from 'graphql';
import type { Metrics } from '@oms/telemetry';

/** Gets each operation that is planned: whether its plan was remembered, and the document with which a plan is kept. */
export type OnPlan = (plan: 'remembered' | 'made', document: DocumentNode) => void;

/**
 * Counts the plans that are kept. They live as long as the documents that they belong to, which several caches hold and
 * drop, so that only the garbage collector can report when one is gone.
 */
export const countKeptPlans = (metrics: Metrics): ((document: WeakKey) => void) => {
  const kept = metrics.gauge('gateway_plans_kept', 'Operations that are kept with their plans.');
  const gone = new FinalizationRegistry<undefined>(() => {
    kept.dec();
  });
  return (document) => {
    kept.inc();
    gone.register(document, undefined);
  };
};

export const planMetrics = (metrics: Metrics): OnPlan => {
  const plans = metrics.counter('gateway_plans_total', 'Operations by whether their plan was remembered.', ['plan']);
  const countKept = countKeptPlans(metrics);
  return (plan, document) => {
    plans.inc({ plan });
    if (plan === 'made') countKept(document);
  };
};
