import { once } from 'node:events';
import WebSocket from 'ws';
import { eventually } from '@oms/testing';
import { acknowledgedSocket, subscribeMessage as ask, type RawSocket } from '../../subscriptions/testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from '../../subscriptions/testing/subscription-fixture';
import { rawRequest } from '../../testing/raw-request';

const aliases = (count: number): string =>
  Array.from({ length: count }, (_, index) => `a${index.toString()}: id`).join(' ');

describe('graphql-transport-ws', () => {
  let fixture: SubscriptionFixture;

  beforeAll(async () => {
    fixture = await openSubscriptionFixture({
      env: {
        SUBSCRIPTION_OPERATIONS_PER_SOCKET_MAX: '3',
        SUBSCRIPTION_CONNECTIONS_MAX: '40',
        ERROR_MASKING: 'off',
      },
    });
  });

  afterAll(() => fixture.close());

  const acknowledged = (payload?: object): Promise<RawSocket> => acknowledgedSocket(fixture.gateway, payload);

  const refusal = async (headers: Record<string, string>): Promise<number | undefined> => {
    const attempt = new WebSocket(fixture.gateway.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
    attempt.on('error', () => undefined);
    const [, response] = (await once(attempt, 'unexpected-response')) as [unknown, { statusCode?: number }];
    return response.statusCode;
  };

  it('answers pings with pongs that carry their payload, and pongs with nothing', async () => {
    const opened = await acknowledged();
    opened.send({ type: 'ping', payload: { at: 1 } });
    opened.send({ type: 'ping', payload: null });
    opened.send({ type: 'pong', payload: { at: 2 } });
    opened.send({ type: 'ping' });
    await eventually(() => {
      expect(opened.messages).toEqual([{ type: 'pong', payload: { at: 1 } }, { type: 'pong' }, { type: 'pong' }]);
    });
    opened.socket.close();
  });

  it('answers queries and mutations', async () => {
    const opened = await acknowledged();
    opened.send(ask('q', 'query ($upc: ID!) { product(upc: $upc) { name price } }', { variables: { upc: '2' } }));
    opened.send(ask('m', 'mutation { review(upc: "1") { id product { name } } }'));
    await eventually(() => {
      expect(opened.messages).toHaveLength(4);
    });
    expect(opened.messages).toEqual(
      expect.arrayContaining([
        { id: 'q', type: 'next', payload: { data: { product: { name: 'Chair', price: 60 } } } },
        { id: 'q', type: 'complete' },
        { id: 'm', type: 'next', payload: { data: { review: { id: 'new', product: { name: 'Table' } } } } },
        { id: 'm', type: 'complete' },
      ]),
    );
    opened.socket.close();
  });

  it.each([
    ['a syntax error', '{', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', 'subscription ($upc: ID!) { rating(upc: $upc) { stars } }', 'BAD_USER_INPUT'],
    ['too many aliases', `{ reviews { ${aliases(60)} } }`, 'ALIAS_LIMIT'],
  ])('answers %s with an error message', async (_, query, code) => {
    const opened = await acknowledged();
    opened.send(ask('1', query));
    await eventually(() => {
      expect(opened.messages).toMatchObject([{ id: '1', type: 'error', payload: [{ extensions: { code } }] }]);
    });
    opened.socket.close();
  });

  it('reports where in the document the error is', async () => {
    const opened = await acknowledged();
    opened.send(ask('1', '{ headline'));
    await eventually(() => {
      expect(opened.messages).toMatchObject([{ payload: [{ locations: [{ line: 1, column: 11 }] }] }]);
    });
    opened.socket.close();
  });

  it('frees the id of an operation that was refused', async () => {
    const opened = await acknowledged();
    opened.send(ask('1', 'subscription { nothing }'));
    opened.send(ask('1', '{ headline }'));
    await eventually(() => {
      expect(opened.messages.map(({ type }) => type)).toEqual(['error', 'next', 'complete']);
    });
    opened.socket.close();
  });

  it('refuses one operation more than a socket may run, and lets the others go on', async () => {
    const opened = await acknowledged();
    for (const id of ['1', '2', '3', '4']) opened.send(ask(id, 'subscription { reviewAdded { id } }'));
    await eventually(() => {
      expect(opened.messages).toMatchObject([
        { id: '4', type: 'error', payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] },
      ]);
    });
    opened.send({ id: '1', type: 'complete' });
    opened.send(ask('5', '{ headline }'));
    await eventually(() => {
      expect(opened.messages.at(-1)).toEqual({ id: '5', type: 'complete' });
    });
    opened.socket.close();
    await fixture.reviewsServes(0);
  });

  it('sends nothing of an operation that its client completed', async () => {
    const opened = await acknowledged();
    opened.send(ask('1', 'subscription { reviewAdded { id } }'));
    await fixture.reviewsServes(1);
    opened.send({ id: '1', type: 'complete' });
    await fixture.reviewsServes(0);
    fixture.reviews.publish('review', { id: 'r1' });
    opened.send(ask('2', '{ headline }'));
    await eventually(() => {
      expect(opened.messages.map(({ id }) => id)).toEqual(['2', '2']);
    });
    opened.socket.close();
  });

  it('does not compress', async () => {
    const opened = await acknowledged();
    expect(opened.socket.extensions).toBe('');
    opened.socket.close();
  });

  it('refuses handshakes of foreign pages', async () => {
    expect(await refusal({ origin: 'https://elsewhere.example' })).toBe(403);
  });

  it('refuses handshakes with two tokens', async () => {
    const answer = await rawRequest(fixture.gateway.url, [
      'GET /graphql HTTP/1.1',
      'upgrade: websocket',
      'connection: Upgrade',
      'sec-websocket-version: 13',
      'sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==',
      'sec-websocket-protocol: graphql-transport-ws',
      'authorization: Bearer ada',
      'authorization: Bearer grace',
      '\r\n',
    ]);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it('refuses handshakes beyond the limit on connections', async () => {
    await eventually(async () => {
      expect(await fixture.gateway.metric(/connections_open\{.*websocket/)).toBe(0);
    });
    const opened = await Promise.all(Array.from({ length: 40 }, () => acknowledged()));
    expect(await refusal({})).toBe(503);
    for (const each of opened) each.socket.close();
  });
});
