import { createLogger } from '@oms/telemetry';
import { getByProgramFrom, postTo } from '../../testing/http-requests';
import { productSubgraphs, stopSubgraphs } from '../../testing/product-subgraphs';
import { testGateway, type TestGateway } from '../../testing/test-gateway';

const RESPONSE_JSON = 'application/graphql-response+json';
const json = { 'content-type': 'application/json' };

describe('GraphQL over HTTP', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway;

  beforeAll(async () => {
    parts = await productSubgraphs();
    gateway = await testGateway(Object.values(parts));
  });

  afterAll(async () => {
    await gateway.stop();
    await stopSubgraphs(parts);
  });

  const post = (body: string | Buffer, headers?: Record<string, string>) => postTo(gateway, body, headers);
  const getByProgram = (search: string) => getByProgramFrom(gateway, search);

  it('joins three subgraphs in one answer', async () => {
    const { status, result } = await gateway.ask(
      '{ product(upc: "a") { name postage reviews { body author { name } } } }',
    );
    expect(status).toBe(200);
    expect(result).toEqual({
      data: {
        product: {
          name: 'Product a',
          postage: 14,
          reviews: [
            { body: 'Good', author: { name: 'Ada' } },
            { body: 'Bad', author: { name: 'Grace' } },
          ],
        },
      },
    });
  });

  it('is served on / as on /graphql, and nowhere else', async () => {
    const body = JSON.stringify({ query: '{ views }' });
    expect((await gateway.request('/', { method: 'POST', headers: json, body })).result.data).toEqual({ views: 0 });
    expect((await gateway.request('/v1/graphql', { method: 'POST', headers: json, body })).status).toBe(404);
  });

  it('answers in the media type that the client accepts', async () => {
    const newer = await gateway.ask('{ views }', { headers: { accept: RESPONSE_JSON } });
    const older = await gateway.ask('{ views }', { headers: { accept: 'application/json' } });
    expect(newer.headers.get('content-type')).toBe(`${RESPONSE_JSON}; charset=utf-8`);
    expect(older.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await gateway.ask('{ views }', { headers: { accept: 'image/png' } })).status).toBe(406);
  });

  it('takes an operation name that is empty for none', async () => {
    const { result } = await gateway.ask('query Views { views }', { operationName: '' });
    expect(result).toEqual({ data: { views: 0 } });
  });

  it.each([
    ['a syntax error', '{', {}],
    ['an unknown field', '{ nothing }', {}],
    ['a variable of a wrong type', 'query ($first: Int) { products(first: $first) { upc } }', { first: 'many' }],
  ])('reports %s by status only to clients of a media type that has statuses', async (_, query, variables) => {
    const newer = await gateway.ask(query, { variables, headers: { accept: RESPONSE_JSON } });
    const older = await gateway.ask(query, { variables, headers: { accept: 'application/json' } });
    expect([newer.status, older.status]).toEqual([400, 200]);
    expect(newer.result).not.toHaveProperty('data');
    expect(newer.result.errors).toHaveLength(1);
  });

  it('answers a query by GET to clients that no web page can pose as', async () => {
    const path = `/graphql?query=${encodeURIComponent('{ views }')}`;
    expect((await gateway.request(path)).status).toBe(400);
    const asked = await gateway.request(path, { headers: { 'apollo-require-preflight': 'true' } });
    expect(asked.result).toEqual({ data: { views: 0 } });
  });

  it.each([
    ['an empty operation name', '&operationName='],
    ['variables and extensions that are null', '&variables=null&extensions=null'],
    ['variables that are empty', '&variables='],
    ['parameters that mean nothing to it', '&access_token=x'],
  ])('answers a GET with %s', async (_, rest) => {
    const { result } = await getByProgram(`query=${encodeURIComponent('query Views { views }')}${rest}`);
    expect(result).toEqual({ data: { views: 0 } });
  });

  it.each(['application/json;', 'Application/JSON; Charset="UTF-8"', 'application/json; profile=x; charset=utf-8'])(
    'takes a body of %s',
    async (type) => {
      expect((await post('{"query":"{ views }"}', { 'content-type': type })).status).toBe(200);
    },
  );

  it('points subscriptions to the transports that have them', async () => {
    const { status, result } = await gateway.request('/graphql', { method: 'OPTIONS' });
    expect(status).toBe(204);
    expect(result).toEqual({});
  });

  it('gives every answer the request id that came', async () => {
    const given = await gateway.ask('{ views }', { headers: { 'x-correlation-id': 'order-17' } });
    expect(given.headers.get('x-correlation-id')).toBe('order-17');
    expect(parts.products.received.at(-1)?.headers['x-correlation-id']).toBe('order-17');
  });

  it.each(['not\tfit for a log', 'a"}{"level":"fatal', '<script>', '../../etc', 'a'.repeat(129), 'a, b'])(
    'gives an answer a new request id instead of "%s"',
    async (unfit) => {
      const { headers } = await gateway.ask('{ views }', { headers: { 'x-correlation-id': unfit } });
      expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(parts.products.received.at(-1)?.headers['x-correlation-id']).toBe(headers.get('x-correlation-id'));
    },
  );

  it('returns no traces to a client that requests them', async () => {
    const headers = { 'x-apollo-tracing': '1', 'apollo-federation-include-trace': 'ftv1' };
    expect((await gateway.ask('{ views }', { headers })).result).toEqual({ data: { views: 0 } });
    expect(parts.products.received.at(-1)?.headers).not.toHaveProperty('apollo-federation-include-trace');
  });

  it('writes nothing of a URL to its log', async () => {
    const lines: string[] = [];
    const logger = createLogger({
      name: 'gateway',
      level: 'trace',
      destination: { write: (line) => lines.push(line) },
    });
    const logging = await testGateway(Object.values(parts), {}, { logger });
    const headers = { 'apollo-require-preflight': 'true' };
    await logging.request('/graphql?query=%7Bviews%7D&access_token=secret', { headers });
    await logging.stop();
    expect(lines.join('')).toContain('CompletedRequest');
    expect(lines.join('')).not.toMatch(/secret|views/);
  });

  it('shows Apollo Sandbox to a browser and GraphiQL without the internet', async () => {
    const sandbox = await gateway.request('/graphql', { headers: { accept: 'text/html,*/*' } });
    const graphiql = await gateway.request('/graphiql');
    expect(sandbox.text).toContain('EmbeddedSandbox');
    expect(graphiql.text).toContain('/graphiql/graphiql.js');
    expect(graphiql.text).not.toContain('https://');
    for (const file of ['graphiql.js', 'graphiql.css']) {
      const { status, text } = await gateway.request(`/graphiql/${file}`);
      expect([status, text.length > 100_000]).toEqual([200, true]);
    }
    expect((await gateway.request('/graphiql/.built-from')).status).toBe(404);
  });

  it('is alive, ready and measured', async () => {
    expect((await gateway.request('/livez')).status).toBe(200);
    expect((await gateway.request('/readyz')).status).toBe(200);
    expect((await gateway.request('/metrics')).text).toContain('gateway_operation_duration_seconds_count');
  });
});
