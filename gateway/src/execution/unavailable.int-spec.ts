import type { ServerResponse } from 'node:http';
import type { ApolloServerPlugin } from '@apollo/server';
import { eventually } from '@oms/testing';
import { productSubgraphs, stopSubgraphs } from '../testing/product-subgraphs';
import { testGateway, type TestGateway } from '../testing/test-gateway';
import type { TestSubgraph } from '../testing/test-subgraph';
import type { HttpContext } from '../transport/http/apollo-server';

const GRAPHQL_RESPONSE = { headers: { accept: 'application/graphql-response+json' } };
const AUTHORS = '{ product(upc: "a") { reviews { author { name } } } }';

const saying = (data: unknown, ...paths: readonly (readonly (string | number)[])[]): string =>
  JSON.stringify({
    data,
    errors: paths.map((path) => ({
      message: 'Try again.',
      path,
      extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true, correlationId: 'of-the-subgraph' },
    })),
  });

/** Answers so many requests in this way, and those after them as the subgraph does. */
const answering = (subgraph: TestSubgraph, times: number, answer: string): void => {
  let left = times;
  subgraph.misbehave((response: ServerResponse) => {
    left -= 1;
    if (left < 0) return false;
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    return true;
  });
};

const plugin: ApolloServerPlugin<HttpContext> = {};

describe.each([
  ['by itself', undefined],
  // With a plugin, Apollo Server answers everything.
  ['through Apollo Server', [plugin]],
])('the gateway %s, when a subgraph is not available', (_how, plugins) => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway;

  beforeEach(async () => {
    parts = await productSubgraphs();
    const env = { CIRCUIT_REQUESTS_MIN: '1000', REQUEST_TIMEOUT_MS: '5000' };
    gateway = await testGateway(Object.values(parts), env, plugins === undefined ? {} : { plugins });
  });

  afterEach(async () => {
    await gateway.stop();
    await stopSubgraphs(parts);
  });

  const unavailable = (reason?: string) => ({
    code: 'SERVICE_UNAVAILABLE',
    retryable: true,
    ...(reason !== undefined && { reason }),
  });

  it('sends a query again, up to three times', async () => {
    answering(parts.products, 3, saying(null, ['views']));
    expect((await gateway.ask('{ views }')).result).toEqual({ data: { views: 0 } });
    expect(parts.products.received).toHaveLength(4);
    expect(await gateway.metric(/gateway_subgraph_retries_total.*products/)).toBe(3);
  });

  it('sends a fetch of entities again, also when some of them were answered', async () => {
    answering(parts.accounts, 1, saying({ _entities: [{ name: 'Ada' }, null] }, ['_entities', 1]));
    const { result } = await gateway.ask(AUTHORS);
    expect(result).toEqual({
      data: { product: { reviews: [{ author: { name: 'Ada' } }, { author: { name: 'Grace' } }] } },
    });
  });

  it('answers with what there is when it stays so, and with 200', async () => {
    answering(parts.accounts, 100, saying({ _entities: [{ name: 'Ada' }, null] }, ['_entities', 1]));
    const { status, headers, result } = await gateway.ask(AUTHORS, GRAPHQL_RESPONSE);
    expect([status, headers.get('retry-after')]).toEqual([200, null]);
    expect(result.data).toEqual({ product: { reviews: [{ author: { name: 'Ada' } }, { author: { name: null } }] } });
    expect(result.errors).toMatchObject([
      { message: 'Try again.', path: ['product', 'reviews', 1, 'author'], extensions: unavailable() },
    ]);
    expect(parts.accounts.received).toHaveLength(4);
  });

  it('answers 503 with Retry-After when there is nothing, where the media type has statuses', async () => {
    answering(parts.products, 100, saying(null, ['views']));
    const newer = await gateway.ask('{ views }', GRAPHQL_RESPONSE);
    expect([newer.status, newer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(newer.result).toMatchObject({ data: null, errors: [{ path: ['views'], extensions: unavailable() }] });
    const legacy = await gateway.ask('{ views }');
    expect([legacy.status, legacy.headers.get('retry-after')]).toEqual([200, null]);
    expect(legacy.result).toEqual(newer.result);
  });

  it('reports the same for a subgraph that cannot be reached', async () => {
    await parts.products.stop();
    const { status, headers, result } = await gateway.ask('{ views }', GRAPHQL_RESPONSE);
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(result.errors).toMatchObject([{ path: ['views'], extensions: unavailable('SUBGRAPH_UNREACHABLE') }]);
  });

  it('waits for a subgraph that is back within a second', async () => {
    await parts.products.stop();
    const asked = gateway.ask('{ views }');
    await eventually(async () => {
      expect(await gateway.metric(/gateway_subgraph_retries_total.*products/)).toBeGreaterThanOrEqual(2);
    });
    await parts.products.start();
    expect((await asked).result).toEqual({ data: { views: 0 } });
  });

  it('never sends a mutation again', async () => {
    answering(parts.products, 1, saying({ view: null }, ['view']));
    const { result } = await gateway.ask('mutation { view(upc: "a") { upc } }');
    expect(result).toMatchObject({ data: { view: null }, errors: [{ extensions: unavailable() }] });
    expect(parts.products.received).toHaveLength(1);
  });

  it('does not take data for an error', async () => {
    answering(parts.products, 1, '{"data":{"product":{"__typename":"Product","name":"SERVICE_UNAVAILABLE"}}}');
    const { result } = await gateway.ask('{ product(upc: "a") { name } }');
    expect(result).toEqual({ data: { product: { name: 'SERVICE_UNAVAILABLE' } } });
    expect(parts.products.received).toHaveLength(1);
  });
});
