import type { Metrics } from '@oms/telemetry';

/**
 * Counts the plans that are kept. They live as long as the documents that they belong to, which several caches hold and
 * drop, so that only the garbage collector knows when one is gone.
 */
export const keptPlans = (metrics: Metrics): ((document: WeakKey) => void) => {
  const kept = metrics.gauge('gateway_plans_kept', 'Operations that are kept with their plans.');
  const gone = new FinalizationRegistry<undefined>(() => {
    kept.dec();
  });
  return (document) => {
    kept.inc();
    gone.register(document, undefined);
  };
};
