import { eventually } from '@oms/testing';
import { openSubscriptionFixture, type SubscriptionFixture } from '../../subscriptions/testing/subscription-fixture';
import { rawRequest } from '../../testing/raw-request';

/** A stream begins with a comment, which also is its heartbeat: there are more of them where events take their time. */
const withoutHeartbeats = (text: string): string => {
  expect(text).toMatch(/^:\n\n/);
  return text.replaceAll(/^:\n\n/gm, '');
};

describe('GraphQL over SSE', () => {
  let fixture: SubscriptionFixture;

  beforeAll(async () => {
    fixture = await openSubscriptionFixture({ env: { SUBSCRIPTION_HEARTBEAT_MS: '200', ERROR_MASKING: 'off' } });
  });

  afterAll(() => fixture.close());

  interface Asked {
    readonly search?: string;
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  }

  const open = ({ search = '', headers = {}, ...init }: Asked): Promise<Response> =>
    fetch(`${fixture.gateway.url}${search}`, { ...init, headers: { accept: 'text/event-stream', ...headers } });

  const post = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
    open({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

  /** What the stream has sent so far, in a list that grows. */
  const reading = (response: Response): { text: string; cancel: () => Promise<void> } => {
    if (response.body === null) throw new Error('the response has no body');
    const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
    const decoder = new TextDecoder();
    const read = { text: '', cancel: () => reader.cancel() };
    const pull = async (): Promise<void> => {
      for (let part = await reader.read(); !part.done; part = await reader.read())
        read.text += decoder.decode(part.value, { stream: true });
    };
    void pull();
    return read;
  };

  it('streams the events of a POST and keeps the stream warm', async () => {
    const response = await post({ query: 'subscription { reviewAdded { id product { name } } }' });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const read = reading(response);
    await fixture.reviewsServes(1);
    fixture.reviews.publish('review', { id: 'r1', product: { upc: '1' } });
    await eventually(() => {
      expect(read.text).toContain(
        'event: next\ndata: {"data":{"reviewAdded":{"id":"r1","product":{"name":"Table"}}}}\n\n',
      );
      expect(read.text.match(/^:$/gm)?.length).toBeGreaterThan(2);
    });
    await read.cancel();
    await fixture.reviewsServes(0);
  });

  it('streams the events of a GET, and ends with complete', async () => {
    const query = encodeURIComponent('subscription ($from: Int!) { countdown(from: $from) }');
    const response = await open({ search: `?query=${query}&variables=${encodeURIComponent('{"from":1}')}` });
    expect(withoutHeartbeats(await response.text())).toBe(
      'event: next\ndata: {"data":{"countdown":1}}\n\nevent: next\ndata: {"data":{"countdown":0}}\n\nevent: complete\ndata: \n\n',
    );
  });

  it('answers queries, under the request id that came', async () => {
    const response = await post({ query: '{ product(upc: "2") { name price } }' }, { 'x-correlation-id': 'order-17' });
    expect(response.headers.get('x-correlation-id')).toBe('order-17');
    expect(withoutHeartbeats(await response.text())).toBe(
      'event: next\ndata: {"data":{"product":{"name":"Chair","price":60}}}\n\nevent: complete\ndata: \n\n',
    );
  });

  it('answers mutations of a POST, and none of a GET', async () => {
    const mutation = 'mutation { review(upc: "1") { id } }';
    expect(await (await post({ query: mutation })).text()).toContain('{"data":{"review":{"id":"new"}}}');
    const byGet = await open({ search: `?query=${encodeURIComponent(mutation)}` });
    expect([byGet.status, byGet.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it.each([
    ['application/graphql-response+json, application/json, text/event-stream', 'application/graphql-response+json'],
    ['application/json;q=0.5, text/event-stream', 'text/event-stream'],
    ['application/json, text/event-stream;q=0', 'application/json'],
    ['Text/Event-Stream', 'text/event-stream'],
  ])('answers a query in what a client that accepts %s likes best', async (accept, type) => {
    const response = await post({ query: '{ headline }' }, { accept });
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(await response.text()).toContain('{"data":{"headline":"Chairs"}}');
  });

  it.each([
    'subscription { countdown(from: 0) }',
    'subscription ($on: Boolean = true) { countdown(from: 0) @include(if: $on) }',
  ])('streams %s to a client that would rather have JSON', async (query) => {
    const accept = 'application/json, text/event-stream';
    const [byPost, byGet] = await Promise.all([
      post({ query }, { accept }),
      open({ search: `?query=${encodeURIComponent(query)}`, headers: { accept, 'apollo-require-preflight': 'true' } }),
    ]);
    for (const response of [byPost, byGet]) {
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      expect(await response.text()).toContain('{"data":{"countdown":0}}');
    }
  });

  it('reports in the stream what is wrong with an operation', async () => {
    const response = await post({ query: 'subscription { nothing }' });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain('"code":"GRAPHQL_VALIDATION_FAILED"');
    expect(text).toMatch(/event: complete\ndata: \n\n$/);
  });

  it.each([
    ['no JSON', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }, 400],
    ['another media type', { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<a/>' }, 415],
    ['variables that are none', { search: '?query=%7Bheadline%7D&variables=1' }, 400],
    ['a query that is there twice', { search: '?query=%7Bheadline%7D&query=%7Bheadline%7D' }, 400],
    ['no query', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"variables":{}}' }, 400],
    ['an empty query', { search: '?query=' }, 400],
    ['a request of another site', { search: '?query=%7Bheadline%7D', headers: { origin: 'https://a.example' } }, 400],
    [
      'a token that does not hold',
      { search: '?query=%7Bheadline%7D', headers: { authorization: 'Bearer invalid' } },
      401,
    ],
  ])('refuses %s before the stream begins', async (_, init, status) => {
    const response = await open(init);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: {} }] });
  });

  it.each(['text/event-stream', 'application/json'])(
    'has in %s how to get a token, or when to try again',
    async (accept) => {
      const ask = (authorization: string) => post({ query: '{ headline }' }, { accept, authorization });
      const invalid = await ask('Bearer invalid');
      expect([invalid.status, invalid.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      const unchecked = await ask('Bearer unverifiable');
      expect([unchecked.status, unchecked.headers.get('retry-after')]).toEqual([503, '5']);
      const text = await unchecked.text();
      expect(text).toContain('"code":"IDENTITY_UNAVAILABLE"');
      expect(text).not.toContain('10.0.0.1');
    },
  );

  it('refuses what carries two tokens', async () => {
    const answer = await rawRequest(fixture.gateway.url, [
      'GET /graphql?query=%7Bheadline%7D HTTP/1.1',
      'accept: text/event-stream',
      'authorization: Bearer ada',
      'Authorization: Bearer grace',
      '\r\n',
    ]);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it('ends an upstream when its client hangs up', async () => {
    const read = reading(await post({ query: 'subscription { batchAdded { upc } }' }));
    await fixture.reviewsServes(1);
    await read.cancel();
    await fixture.reviewsServes(0);
  });

  it('ends with an error when the token expires', async () => {
    const soon = Math.ceil(Date.now() / 1_000) + 1;
    const response = await post(
      { query: 'subscription { batchAdded { upc } }' },
      { authorization: `Bearer ada ${soon.toString()}` },
    );
    expect(await response.text()).toContain('"code":"UNAUTHENTICATED"');
    await fixture.reviewsServes(0);
  });
});
