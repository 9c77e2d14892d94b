import { getByProgramFrom, postTo } from '../../testing/http-requests';
import { productSubgraphs, stopSubgraphs } from '../../testing/product-subgraphs';
import { rawRequest } from '../../testing/raw-request';
import { testGateway, type TestGateway } from '../../testing/test-gateway';

const RESPONSE_JSON = 'application/graphql-response+json';
const json = { 'content-type': 'application/json' };

describe('GraphQL over HTTP, where it refuses a request', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway;

  beforeAll(async () => {
    parts = await productSubgraphs();
    gateway = await testGateway(Object.values(parts), { BODY_BYTES_MAX: '20000' });
  });

  afterAll(async () => {
    await gateway.stop();
    await stopSubgraphs(parts);
  });

  const post = (body: string | Buffer, headers?: Record<string, string>) => postTo(gateway, body, headers);
  const getByProgram = (search: string) => getByProgramFrom(gateway, search);

  it.each([
    ['two queries', 'query=%7Bviews%7D&query=%7Bviews%7D'],
    ['variables that are there twice', 'query=%7Bviews%7D&variables=%7B%7D&variables=%7B%7D'],
    ['a variable that is there twice', `query=%7Bviews%7D&variables=${encodeURIComponent('{"a":1,"a":2}')}`],
    ['variables that are no JSON', 'query=%7Bviews%7D&variables=x'],
    ['variables that are no object', 'query=%7Bviews%7D&variables=1'],
    ['no query', ''],
  ])('refuses a GET with %s with 400', async (_, search) => {
    expect((await getByProgram(search)).status).toBe(400);
  });

  it('executes no mutation by GET', async () => {
    const path = `/graphql?query=${encodeURIComponent('mutation { view(upc: "a") { upc } }')}`;
    const { status, headers } = await gateway.request(path, { headers: { 'apollo-require-preflight': 'true' } });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    expect((await gateway.ask('{ views }')).result.data).toEqual({ views: 0 });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json; charset=utf-16',
  ])('refuses a body of %s with 415', async (type) => {
    expect((await post('{"query":"{ views }"}', { 'content-type': type })).status).toBe(415);
  });

  it('refuses what carries two tokens, since a proxy may have checked the other one', async () => {
    const body = '{"query":"{ views }"}';
    const answer = await rawRequest(gateway.url, [
      'POST /graphql HTTP/1.1',
      'content-type: application/json',
      `content-length: ${body.length.toString()}`,
      'Authorization: Bearer ada',
      'authorization: Bearer grace',
      '',
      body,
    ]);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it('refuses a header beyond any token with 431', async () => {
    const authorization = `Bearer ${'a'.repeat(65_536)}`;
    expect((await gateway.ask('{ views }', { headers: { authorization } })).status).toBe(431);
  });

  it.each([
    ['a hash of another document', { version: 1, sha256Hash: 'a'.repeat(64) }],
    ['a hash of another kind', { version: 2, sha256Hash: 'abc' }],
  ])('calls %s what it is', async (_, persistedQuery) => {
    const { status, result } = await gateway.ask('{ views }', { extensions: { persistedQuery } });
    expect([status, result.errors?.[0]?.extensions['code']]).toEqual([400, 'BAD_REQUEST']);
  });

  it('refuses compressed bodies with 415', async () => {
    expect((await post('{"query":"{ views }"}', { ...json, 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('refuses a body that is too large with 413', async () => {
    expect((await post(JSON.stringify({ query: `{ views } # ${'x'.repeat(20_000)}` }))).status).toBe(413);
  });

  it.each([
    ['no JSON', '{"query":'],
    ['JSON with a byte order mark', '\ufeff{"query":"{ views }"}'],
    ['NaN', '{"query":"{ views }","variables":{"a":NaN}}'],
    ['something behind the JSON', '{"query":"{ views }"}}'],
    ['a key that is there twice', '{"query":"{ views }","query":"mutation { view(upc: \\"a\\") { upc } }"}'],
    ['a variable that is there twice', '{"query":"{ views }","variables":{"a":1,"\\u0061":2}}'],
    ['a number that no double can hold', '{"query":"{ views }","variables":{"a":1e309}}'],
    [
      'values ten thousand levels deep',
      `{"query":"{ views }","variables":{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}}`,
    ],
    ['a list', '[{"query":"{ views }"},{"query":"{ views }"}]'],
    ['no query', '{"variables":{}}'],
    ['a query that is no text', '{"query":{"a":1}}'],
    ['variables that are no object', '{"query":"{ views }","variables":[1]}'],
    ['an operation name that is no text', '{"query":"{ views }","operationName":1}'],
    ['extensions that are no object', '{"query":"{ views }","extensions":"x"}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])('refuses %s with 400', async (_, body) => {
    const { status, result } = await post(body);
    expect(status).toBe(400);
    expect(result.errors).toHaveLength(1);
    expect(result).not.toHaveProperty('data');
  });

  it.each([
    ['DELETE', {}],
    ['PUT', json],
    ['PATCH', { ...json, accept: 'text/event-stream' }],
    ['HEAD', { accept: 'text/event-stream' }],
  ])('refuses %s with 405 and names the methods that it allows', async (method, headers) => {
    const answer = await gateway.request('/graphql?query=%7Bviews%7D', { method, headers });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  it('refuses in the media type that the client accepts', async () => {
    const refused = await post('{', { ...json, accept: RESPONSE_JSON });
    expect(refused.headers.get('content-type')).toBe(`${RESPONSE_JSON}; charset=utf-8`);
  });
});
