import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { keptPlans } from './kept-plans';

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

describe('the plans that are kept', () => {
  it('are those of the documents that are', async () => {
    const metrics = createMetrics({ service: 'gateway' });
    const keep = keptPlans(metrics);
    const kept = async (): Promise<string> => metrics.registry.getSingleMetricAsString('gateway_plans_kept');
    const document = {};
    keep(document);
    keep({});
    expect(await kept()).toMatch(/ 2$/);
    await eventually(async () => {
      collectGarbage();
      expect(await kept()).toMatch(/ 1$/);
    });
    expect(document).toBeDefined();
  });
});
