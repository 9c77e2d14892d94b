import { eventually } from '@oms/testing';
import { graphqlRequest, type GraphqlRequest } from '../testing/graphql-request';
import { library, type Library } from '../testing/library';

describe('a subgraph that is being operated', () => {
  let books: Library;

  beforeAll(async () => {
    books = library();
    await books.start();
  });

  afterAll(async () => {
    await books.stop();
  });

  const ask = (request: GraphqlRequest | string) =>
    graphqlRequest(books.url(), typeof request === 'string' ? { query: request } : request);

  describe('keeps faults to itself', () => {
    const leaks = /postgres|hunter2|stack|\.ts|node_modules/;

    it('and reports the correlation id by which the log has them', async () => {
      const answer = await ask({ query: '{ fault }', headers: { 'x-correlation-id': 'from-the-client' } });
      expect(answer.data).toEqual({ fault: null });
      expect(answer.errors).toMatchObject([
        {
          message: 'Internal server error',
          path: ['fault'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'from-the-client' },
        },
      ]);
      expect(answer.text).not.toMatch(leaks);
      const line = books.lines.find((each) => each.includes('"msg":"fault"')) ?? '';
      expect(line).toContain('from-the-client');
      expect(line).not.toContain('hunter2');
    });

    it('also when it is a GraphQL error without a code for the client', async () => {
      const answer = await ask('{ uncoded }');
      expect(answer.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
      expect(answer.text).not.toContain('stairs');
    });

    it('also when a resolver breaks the schema', async () => {
      expect((await ask('{ book(id: "tea") { nobody } }')).errors).toMatchObject([
        { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      ]);
    });
  });

  it('logs once that its event loop stood still for longer than five seconds', async () => {
    const livez = books.url().replace('/graphql', '/livez');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_200);
    expect((await fetch(livez)).status).toBe(503);
    expect((await fetch(livez)).status).toBe(200);
  });

  it('writes one line per operation, with its name and without its variables', async () => {
    const query = 'query FindBook($id: ID!) { book(id: $id) { id } }';
    const headers = { 'x-correlation-id': 'one-line' };
    await ask({ query, variables: { id: 'a-private-matter' }, as: 'lender', headers });
    const lines = books.lines.filter((line) => line.includes('one-line'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      operation: 'FindBook',
      outcome: 'ok',
      correlationId: 'one-line',
      durationMs: expect.any(Number) as number,
    });
    expect(lines[0]).not.toMatch(/a-private-matter|lender/);
  });

  it.each(['two words', 'x'.repeat(129), 'a\u00e9b'])('does not pass on the correlation id %j', async (id) => {
    const { errors } = await ask({ query: '{ fault }', headers: { 'x-correlation-id': id } });
    expect(errors?.[0]?.extensions?.['correlationId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('hands the bytes of further routes on as they are', async () => {
    const url = books.url().replace('/graphql', '/webhooks/arrivals');
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: '{"not": json' });
    expect(await response.json()).toEqual({ raw: true });
  });

  it('is alive, and counts what it did', async () => {
    const origin = books.url().replace('/graphql', '');
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
    await ask('{ book(id: "tea") { id } }');
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    expect(metrics).toMatch(/^graphql_operation_duration_seconds_count\{.*field="book"/m);
  });

  it('runs its checks at most once a second, and reports no more than which fail', async () => {
    const own = library();
    await own.start();
    const readyz = own.url().replace('/graphql', '/readyz');
    const answers = await Promise.all([fetch(readyz), fetch(readyz), fetch(readyz)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(own.readinessChecks()).toBe(1);
    own.failReadiness();
    await eventually(async () => {
      const response = await fetch(readyz);
      expect([response.status, await response.json()]).toEqual([
        503,
        { status: 'unavailable', checks: { database: 'failing' } },
      ]);
    });
    await own.stop();
  });
});
