import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { countKeptPlans } from './plan-metrics';

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

describe('the plans that are kept', () => {
  it('are those of the documents that are', async () => {
    const metrics = createMetrics({ service: 'gateway' });
    const keep = countKeptPlans(metrics);
    const kept = async (): Promise<string> => metrics.registry.getSingleMetricAsString('gateway_plans_kept');
    const document = {};
    keep(document);
    // In a function of its own: this one's frame would keep what it once held.
    const keepAndDrop = (): void => {
      keep({});
    };
    keepAndDrop();
    expect(await kept()).toMatch(/ 2$/);
    await eventually(async () => {
      collectGarbage();
      expect(await kept()).toMatch(/ 1$/);
    });
    expect(document).toBeDefined();
  });
});
