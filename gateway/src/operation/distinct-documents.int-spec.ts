import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayProcess } from '../testing/gateway-process';
import { pipelinedPosts } from '../testing/pipelined-posts';
import { productSubgraphs, stopSubgraphs } from '../testing/product-subgraphs';
import { composed } from '../testing/test-gateway';

const DOCUMENTS = 100_000;
/** Most ask for nothing that has to be fetched, so that it is the gateway that is kept busy. */
const FETCHING_EVERY = 200;

const documentOf = (index: number): string => {
  const name = `a${index.toString()}`;
  return index % FETCHING_EVERY === 0
    ? `{ ${name}: product(upc: "a") { upc name price reviews { id body author { name } } } }`
    : `{ ${name}: __typename }`;
};

const metricIn = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.split(' ')
      .at(-1),
  );

describe('a gateway of 256 MB', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;

  beforeAll(async () => {
    parts = await productSubgraphs();
  });

  afterAll(async () => {
    await stopSubgraphs(parts);
  });

  it('outlives a hundred thousand documents of which none is like another', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'gateway-')), 'supergraph.graphql');
    await writeFile(file, composed(Object.values(parts)));
    const gateway = await gatewayProcess({ SUPERGRAPH_FILE: file }, ['--max-old-space-size=256']);
    const statuses = await pipelinedPosts(gateway.url, { count: DOCUMENTS, query: documentOf });
    expect([...statuses]).toEqual([['200', DOCUMENTS]]);

    const metrics = await (await fetch(new URL('/metrics', gateway.url))).text();
    expect(metricIn(metrics, 'gateway_plans_total{plan="made"')).toBe(DOCUMENTS);
    // Forgotten again, and not just not yet in the way.
    expect(metricIn(metrics, 'gateway_document_cache_bytes')).toBeLessThan(64 * 1024 * 1024);
    expect((await pipelinedPosts(gateway.url, { count: 1, query: () => '{ views }' })).get('200')).toBe(1);
    expect(await gateway.stop()).toBe(0);
  }, 600_000);
});
