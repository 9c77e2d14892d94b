import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { alarmProofs } from '../harness/alarms/alarm-proofs';
import { alarmMetrics, documentedMetrics } from '../harness/documented-metrics';
import { statusChangesDocument } from '../harness/documents';
import { measured, type MeasuredSystem } from '../harness/measured';
import { samplesOf, scrape } from '../harness/scrape';
import { startSystemUnderTest } from '../harness/system-under-test';
import { watch } from '../harness/watching';

const supergraph = resolve(__dirname, '..', '..', '..', 'supergraph.graphql');
const SKU = 'MEASURED-TEA';

describe('the metrics that the documents name', () => {
  let under: MeasuredSystem;
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
    under = measured(system, admin);
    await under.shop.stocks(SKU, 1_000);
  });

  afterAll(async () => {
    await under.admin.end();
    await under.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(alarmMetrics())('%s says what is true when there is cause for alarm', async (name) => {
    const prove = alarmProofs(under, SKU)[name];
    if (prove === undefined) throw new Error(`There is an alarm on ${name}, and nothing here that would set it off.`);
    await prove();
  });

  it('counts who subscribes, by every transport', async () => {
    const { ada } = under.shop;
    const { id } = await ada.places({ items: [{ sku: SKU, quantity: 1 }] });
    const operation = { query: statusChangesDocument, variables: { orderId: id } };
    const watches = (['graphql-transport-ws', 'graphql-sse'] as const).map((by) => watch(ada.client, operation, by));
    await under.isAt('gateway_subscriptions_open', {}, () => Promise.resolve(2));
    await under.isAt('gateway_subscription_connections_open', {}, () => Promise.resolve(2));
    await Promise.all(watches.map((each) => each.stop()));
    await under.isAt('gateway_subscriptions_open', {}, () => Promise.resolve(0));
    await under.isAbove('gateway_subscriptions_ended_total', {}, 1);
    await under.isAbove('gateway_subscription_deliveries_total', {}, 0);
  });

  // Last: by now, everything has happened that could give them a value.
  it.each(documentedMetrics().map((each) => [each.name, each] as const))(
    '%s is exported, and has a value',
    async (name, { labels, document }) => {
      const found = samplesOf(await scrape(under.system.ports), name, labels);
      if (found.length === 0)
        throw new Error(`${document} names ${name} ${JSON.stringify(labels)}; nobody exports it.`);
      expect(found.filter(({ value }) => Number.isNaN(value))).toEqual([]);
    },
  );
});
