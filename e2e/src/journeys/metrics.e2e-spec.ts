import { eventually } from '@oms/testing';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { alarmScenarios } from '../harness/alarms/alarm-scenarios';
import { alarmMetrics, documentedMetrics } from '../harness/documented-metrics';
import { statusChangesDocument } from '../harness/documents';
import { measuredSystem, type MeasuredSystem } from '../harness/measured-system';
import { samplesOf, scrape } from '../harness/scrape';
import { startSystemUnderTest } from '../harness/system-under-test';
import { subscribe } from '../harness/subscription';

const supergraph = resolve(__dirname, '..', '..', '..', 'supergraph.graphql');
const SKU = 'MEASURED-TEA';

describe('the documented metrics', () => {
  let testSystem: MeasuredSystem;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'metrics-'));
    copyFileSync(supergraph, join(folder, 'supergraph.graphql'));
    const system = await startSystemUnderTest({
      gateway: {
        SUPERGRAPH_FILE: join(folder, 'supergraph.graphql'),
        CIRCUIT_REQUESTS_MIN: '4',
        // Longer than a scrape takes.
        CIRCUIT_OPEN_MS: '5000',
      },
    });
    const admin = new Client({ connectionString: system.addresses.database });
    await admin.connect();
    testSystem = measuredSystem(system, admin);
    await testSystem.fixture.addProduct(SKU, 1_000);
  });

  afterAll(async () => {
    await testSystem.admin.end();
    await testSystem.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(alarmMetrics())('%s has the right value when the condition of its alarm holds', async (name) => {
    const scenario = alarmScenarios(testSystem, SKU)[name];
    if (scenario === undefined) throw new Error(`The alarm on ${name} has no scenario in this suite.`);
    await scenario();
  });

  it('count subscriptions of every transport', async () => {
    const { customer } = testSystem.fixture;
    const { id } = await customer.placeOrder({ items: [{ sku: SKU, quantity: 1 }] });
    const operation = { query: statusChangesDocument, variables: { orderId: id } };
    const subscriptions = (['graphql-transport-ws', 'graphql-sse'] as const).map((by) =>
      subscribe(customer.client, operation, by),
    );
    await testSystem.waitForValue('gateway_subscriptions_open', {}, () => Promise.resolve(2));
    await testSystem.waitForValue('gateway_subscription_connections_open', {}, () => Promise.resolve(2));
    await eventually(() => {
      for (const { events } of subscriptions) expect(events).not.toEqual([]);
    });
    await Promise.all(subscriptions.map((each) => each.stop()));
    await testSystem.waitForValue('gateway_subscriptions_open', {}, () => Promise.resolve(0));
    await testSystem.waitForValueAbove('gateway_subscriptions_ended_total', {}, 1);
    await testSystem.waitForValueAbove('gateway_subscription_deliveries_total', {}, 0);
  });

  // Last: the tests above cause everything that gives a metric its first value.
  it.each(documentedMetrics().map((each) => [each.name, each] as const))(
    '%s is exported, and has a value',
    async (name, { labels, document }) => {
      const found = samplesOf(await scrape(testSystem.system.ports), name, labels);
      if (found.length === 0)
        throw new Error(`${document} names ${name} ${JSON.stringify(labels)}, which no process exports.`);
      expect(found.filter(({ value }) => Number.isNaN(value))).toEqual([]);
    },
  );
});
