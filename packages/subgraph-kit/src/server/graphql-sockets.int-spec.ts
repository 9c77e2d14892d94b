import { eventually } from '@oms/testing';
import { WebSocket } from 'ws';
import { library, tea, type Library } from '../testing/library';
import { connectedSocket, rawSocket, type RawSocket } from '../testing/raw-socket';

const ARRIVALS = 'subscription Arrivals { arrivals { id title } }';
const MILLISECONDS_PER_SECOND = 1_000;

describe('a subgraph over graphql-transport-ws', () => {
  let books: Library;

  let clients: RawSocket[];

  beforeAll(async () => {
    books = library();
    await books.start();
  });

  beforeEach(() => {
    clients = [];
    books.lines.length = 0;
  });

  afterEach(async () => {
    for (const { socket } of clients) socket.terminate();
    await listening(0);
  });

  afterAll(async () => {
    await books.stop();
  });

  const subscribe = (client: RawSocket, query: string, id = '1') => {
    client.send({ type: 'subscribe', id, payload: { query } });
  };

  const silent = async (): Promise<RawSocket> => {
    const client = await rawSocket(books.url());
    clients.push(client);
    return client;
  };

  const connected = async (as?: string): Promise<RawSocket> => {
    const client = await connectedSocket(books.url(), as);
    clients.push(client);
    return client;
  };

  const closesWith = (client: RawSocket, code: number) =>
    eventually(() => {
      expect(client.closed()).toBe(code);
    });

  const listening = (count: number) =>
    eventually(() => {
      expect(books.subscribers()).toBe(count);
    });

  it('sends each event to everybody who listens', async () => {
    const [one, other] = await Promise.all([connected(), connected('reader')]);
    subscribe(one, ARRIVALS);
    subscribe(other, ARRIVALS, 'of my own');
    await listening(2);
    books.arrive(tea);
    const payload = { data: { arrivals: { id: 'tea', title: 'The Book of Tea' } } };
    await eventually(() => {
      expect(one.received).toContainEqual({ type: 'next', id: '1', payload });
      expect(other.received).toContainEqual({ type: 'next', id: 'of my own', payload });
    });
  });

  it('makes a context for each event, so that no loader remembers the one before', async () => {
    const client = await connected();
    subscribe(client, ARRIVALS);
    await listening(1);
    const before = books.contexts();
    books.arrive(tea);
    books.arrive(tea);
    await eventually(() => {
      expect(client.received.filter(({ type }) => type === 'next')).toHaveLength(2);
    });
    expect(books.contexts() - before).toBe(2);
  });

  it('stops listening at once when the client completes, with no event pending', async () => {
    const client = await connected();
    subscribe(client, ARRIVALS);
    await listening(1);
    client.send({ type: 'complete', id: '1' });
    await listening(0);
  });

  it('stops listening when the client vanishes', async () => {
    const client = await connected();
    subscribe(client, ARRIVALS);
    await listening(1);
    client.socket.terminate();
    await listening(0);
  });

  it('demands scopes before it opens anything', async () => {
    const client = await connected('reader');
    subscribe(client, 'subscription { returns { id } }');
    await eventually(() => {
      expect(client.received.at(-1)).toEqual({ type: 'complete', id: '1' });
    });
    expect(client.received.at(-2)).toMatchObject({ payload: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
    expect(books.subscribers()).toBe(0);
  });

  it('demands scopes of the fields of each event', async () => {
    const client = await connected('reader');
    subscribe(client, 'subscription { arrivals { id borrower } }');
    await listening(1);
    books.arrive(tea);
    await eventually(() => {
      expect(client.received.at(-1)).toMatchObject({
        type: 'next',
        payload: {
          data: { arrivals: { id: 'tea', borrower: null } },
          errors: [{ path: ['arrivals', 'borrower'], extensions: { code: 'FORBIDDEN' } }],
        },
      });
    });
  });

  it('is masked for the fault of one event, and goes on', async () => {
    const client = await connected();
    const query = 'subscription { arrivals { id title } }';
    const extensions = { 'x-correlation-id': 'of-this-subscription' };
    client.send({ type: 'subscribe', id: '1', payload: { query, extensions } });
    await listening(1);
    books.arrive({ id: 'broken', title: null });
    books.arrive(tea);
    await eventually(() => {
      expect(client.received.filter(({ type }) => type === 'next')).toMatchObject([
        {
          payload: {
            errors: [
              {
                message: 'Internal server error',
                extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'of-this-subscription' },
              },
            ],
          },
        },
        { payload: { data: { arrivals: { id: 'tea' } } } },
      ]);
    });
  });

  it('writes one line when a subscription has ended', async () => {
    const client = await connected();
    subscribe(client, ARRIVALS);
    await listening(1);
    client.socket.close();
    await eventually(() => {
      const lines = books.lines.filter((line) => line.includes('"type":"subscription"'));
      expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { operation: 'Arrivals', outcome: 'ok' },
      ]);
    });
  });

  describe('answers with an error, and keeps the socket,', () => {
    it.each([
      ['to a query', '{ books { id } }', 'BAD_REQUEST'],
      ['to a mutation', 'mutation { lend(input: { id: "tea" }) { id } }', 'BAD_REQUEST'],
      ['to what does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
      ['to what does not validate', 'subscription { arrivals { titel } }', 'GRAPHQL_VALIDATION_FAILED'],
      [
        'to introspection',
        'subscription { arrivals { id } } query { __type(name: "Book") { name } }',
        'GRAPHQL_VALIDATION_FAILED',
      ],
    ])('%s', async (_kind, query, code) => {
      const client = await connected('admin');
      subscribe(client, query);
      await eventually(() => {
        expect(client.received.at(-1)).toMatchObject({
          type: 'error',
          id: '1',
          payload: expect.arrayContaining([expect.objectContaining({ extensions: { code } })]) as unknown,
        });
      });
      expect(JSON.stringify(client.received)).not.toContain('Did you mean');
      expect(client.closed()).toBeUndefined();
    });
  });

  describe('closes the socket of a client that', () => {
    it('does not authenticate within three seconds', async () => {
      await closesWith(await silent(), 4408);
    });

    it('subscribes before it was let in', async () => {
      const client = await silent();
      subscribe(client, ARRIVALS);
      await closesWith(client, 4401);
    });

    it('brings a token that does not count', async () => {
      await closesWith(await connected('mallory'), 4403);
    });

    it('authenticates twice', async () => {
      const client = await connected();
      client.send({ type: 'connection_init' });
      await closesWith(client, 4429);
    });

    it('uses an id twice', async () => {
      const client = await connected();
      subscribe(client, ARRIVALS);
      subscribe(client, ARRIVALS);
      await closesWith(client, 4409);
    });

    it.each(['garbage', '{"type":"unheard of"}', '[]'])('sends %j', async (message) => {
      const client = await connected();
      client.send(message);
      await closesWith(client, 4400);
    });

    it('uses another protocol', async () => {
      const socket = new WebSocket(books.url().replace('http', 'ws'), 'graphql-ws');
      const codes: number[] = [];
      socket.on('close', (code) => codes.push(code));
      socket.on('error', () => codes.push(0));
      await eventually(() => {
        expect(codes).not.toHaveLength(0);
      });
    });

    it('sends more in one message than anybody needs', async () => {
      const client = await connected();
      client.send({ type: 'ping', payload: { filler: 'x'.repeat(300_000) } });
      await closesWith(client, 1009);
    });

    it('holds a token that expires', async () => {
      const inASecond = Math.ceil(Date.now() / MILLISECONDS_PER_SECOND) + 1;
      const client = await connected(`reader@${inASecond.toString()}`);
      subscribe(client, ARRIVALS);
      await listening(1);
      await closesWith(client, 4403);
      expect(client.closeReason()).toBe('The token has expired');
      await listening(0);
    });
  });

  it('does not take a far expiry for a near one', async () => {
    const client = await connected('reader@4000000000');
    subscribe(client, ARRIVALS);
    await listening(1);
    books.arrive(tea);
    await eventually(() => {
      expect(client.received.at(-1)).toMatchObject({ type: 'next' });
    });
    expect(client.closed()).toBeUndefined();
  });

  it('upgrades nothing but its own path', async () => {
    const socket = new WebSocket(
      books.url().replace('http', 'ws').replace('/graphql', '/other'),
      'graphql-transport-ws',
    );
    const errors: string[] = [];
    socket.on('error', ({ message }) => errors.push(message));
    await eventually(() => {
      expect(errors).toEqual(['Unexpected server response: 404']);
    });
  });
});
