import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@oms/testing';
import { productSubgraphs, stopSubgraphs } from './testing/product-subgraphs';
import { testGateway, type TestGateway } from './testing/test-gateway';

/** Those of subscriptions and of reloads are in the specs of what they count. */
describe('the metrics of the gateway', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway;
  let answerAll: () => void = () => undefined;

  beforeAll(async () => {
    parts = await productSubgraphs();
  });

  afterAll(async () => {
    await stopSubgraphs(parts);
  });

  const start = async (env: Record<string, string> = {}): Promise<void> => {
    gateway = await testGateway(Object.values(parts), env);
  };

  afterEach(async () => {
    parts.products.misbehave(undefined);
    answerAll();
    await gateway.stop();
  });

  /** Whatever the order of labels, which is prom-client's. */
  const series = async (name: string): Promise<readonly string[]> => {
    const { text } = await gateway.request('/metrics');
    return text.split('\n').filter((line) => line.startsWith(`${name}{`));
  };

  const valueOf = async (name: string, ...labels: readonly string[]): Promise<number> => {
    const found = (await series(name)).find((line) => labels.every((label) => line.includes(label)));
    return Number(found?.split(' ').at(-1) ?? 0);
  };

  it('count and time operations by name, kind and outcome', async () => {
    await start();
    await gateway.ask('query Seen { views }');
    await gateway.ask('query Seen { views }');
    await gateway.ask('{ views }');
    const operations = 'gateway_operation_duration_seconds_count';
    expect(await valueOf(operations, 'operation="Seen"', 'kind="query"', 'outcome="complete"')).toBe(2);
    expect(await valueOf(operations, 'operation="anonymous"')).toBe(1);
    expect(await series('gateway_operation_duration_seconds_bucket')).not.toHaveLength(0);
  });

  it('count and time requests by subgraph and outcome', async () => {
    await start();
    await gateway.ask('{ products { reviews { body } } }');
    const requests = 'gateway_subgraph_request_duration_seconds_count';
    for (const subgraph of ['products', 'reviews'])
      expect(await valueOf(requests, `subgraph="${subgraph}"`, 'outcome="answered"')).toBe(1);
    expect(await series('gateway_subgraph_request_duration_seconds_bucket')).not.toHaveLength(0);
  });

  it('count plans that were remembered, plans that were made, and plans that are kept', async () => {
    await start();
    for (const query of ['{ views }', '{ views }', '{ other: views }']) await gateway.ask(query);
    await gateway.ask('{ views }', { operationName: 'NotThere' });
    expect(await valueOf('gateway_plans_total', 'plan="remembered"')).toBe(1);
    expect(await valueOf('gateway_plans_total', 'plan="made"')).toBe(2);
    expect(await valueOf('gateway_plans_kept')).toBe(2);
  });

  it('count an operation that is refused once', async () => {
    await start({ COST_MAX: '5' });
    const { result } = await gateway.ask('{ products(first: 100) { upc } }');
    expect(result.errors?.map(({ extensions }) => extensions['code'])).toEqual(['COST_LIMIT']);
    expect(await valueOf('gateway_plans_total', 'plan="made"')).toBe(1);
    expect(await valueOf('gateway_plans_total', 'plan="remembered"')).toBe(0);
  });

  it('count what was not sent to a subgraph because too much waits for it', async () => {
    await start({ SUBGRAPH_CONNECTIONS_MAX: '1', SUBGRAPH_QUEUE_MAX: '1' });
    const waiting: (() => void)[] = [];
    answerAll = () => {
      for (const answer of waiting.splice(0)) answer();
    };
    parts.products.misbehave(
      () =>
        new Promise((resolve) =>
          waiting.push(() => {
            resolve(false);
          }),
        ),
    );
    const asked = ['a', 'b', 'c', 'd'].map((alias) => gateway.ask(`{ ${alias}: views }`));
    await eventually(async () => {
      const labels = ['subgraph="products"', 'code="SUBGRAPH_OVERLOADED"'];
      expect(await valueOf('gateway_subgraph_refusals_total', ...labels)).toBeGreaterThan(0);
    });
    parts.products.misbehave(undefined);
    answerAll();
    await Promise.all(asked);
  });

  it('are those of the README', async () => {
    await start();
    await gateway.ask('{ views }');
    const { text } = await gateway.request('/metrics');
    const served = [...text.matchAll(/^# TYPE (gateway_\w+)/gm)].map(([, name]) => name);
    const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
    const chapter = /\n## Metrics\n(.*?)\n## /s.exec(readme)?.[1] ?? '';
    const promised = [...chapter.matchAll(/`(gateway_\w+)`/g)].map(([, name]) => name);
    expect(served.sort()).toEqual(promised.sort());
  });

  it('do not grow without end with the names that clients give to operations', async () => {
    await start();
    const long = `Long${'x'.repeat(10_000)}`;
    await gateway.ask(`query ${long} { views }`);
    for (let n = 0; n < 600; n += 1) await gateway.ask(`query Name${n.toString()} { views }`);
    const names = (await series('gateway_operation_duration_seconds_count')).map(
      (line) => /operation="([^"]*)"/.exec(line)?.[1],
    );
    expect(new Set(names).size).toBe(501);
    expect(names.includes('other')).toBe(true);
    expect(names.includes(long)).toBe(false);
  });
});
