import { rowsOf } from '@oms/database';
import { eventually, isolatedPostgres, type IsolatedPostgres } from '@oms/testing';
import { Client } from 'pg';
import { connectedSocket, type RawSocket } from '../testing/raw-socket';
import { shelf, type Shelf } from '../testing/shelf';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const ENTITIES = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Book { title } } }';
const RENAME = 'mutation { rename(id: "tea", title: "Chanoyu") { id } }';
const unavailable = {
  message: 'The service is unavailable at the moment. Try again; a mutation with the same idempotency key.',
  extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true, correlationId: expect.any(String) },
};
const internals = /postgres|127\.0\.0\.1|ECONN|terminat|pool|select|SQL|stack/i;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly data?: unknown;
  readonly errors?: readonly object[];
  readonly text: string;
}

describe('a subgraph whose database is away', () => {
  let postgres: IsolatedPostgres<'orders'>;
  let books: Shelf;
  let clients: RawSocket[];

  beforeAll(async () => {
    postgres = await isolatedPostgres(['orders']);
    books = await shelf(postgres.schemas.orders);
    await books.start();
  });

  afterAll(async () => {
    await books.stop();
    await postgres.remove();
  });

  beforeEach(() => {
    clients = [];
    books.lines.length = 0;
  });

  afterEach(() => {
    books.failContexts(undefined);
    for (const { socket } of clients) socket.terminate();
  });

  const ask = async (query: string, accept = 'application/json', variables: object = {}): Promise<Answer> => {
    const response = await fetch(books.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { ...(JSON.parse(text) as object), status, retryAfter: headers.get('retry-after'), text };
  };

  const subscribed = async (field: string): Promise<RawSocket> => {
    const client = await connectedSocket(books.url());
    clients.push(client);
    client.send({ type: 'subscribe', id: '1', payload: { query: `subscription { ${field} { title } }` } });
    return client;
  };

  /** Everything that is to be seen while the server is dead; afterwards it runs again. */
  const whileDead = async (work: () => Promise<void>): Promise<void> => {
    await postgres.kill();
    try {
      await work();
    } finally {
      await postgres.start();
      await eventually(async () => {
        expect((await ask('{ book(id: "tea") { id } }')).data).toEqual({ book: { id: 'tea' } });
      });
    }
  };

  it('is reported in the GraphQL, with a status where nothing else is in the answer and the media type has one', async () => {
    await whileDead(async () => {
      const partial = await ask('{ hello book(id: "tea") { title } }', GRAPHQL_RESPONSE);
      expect(partial).toMatchObject({ status: 200, retryAfter: null, data: { hello: 'world', book: null } });
      expect(partial.errors).toEqual([{ ...unavailable, path: ['book'], locations: expect.anything() }]);

      for (const query of ['{ books { title } }', RENAME]) {
        const whole = await ask(query, GRAPHQL_RESPONSE);
        expect(whole).toMatchObject({ status: 503, retryAfter: '1', data: null, errors: [unavailable] });
        const legacy = await ask(query);
        expect(legacy).toMatchObject({ status: 200, retryAfter: null, data: null, errors: [unavailable] });
        expect(whole.text + legacy.text).not.toMatch(internals);
      }
    });
  });

  it('is reported for entities, and for queries of TypeORM', async () => {
    await whileDead(async () => {
      const r = [{ __typename: 'Book', id: 'tea' }];
      expect(await ask(ENTITIES, GRAPHQL_RESPONSE, { r })).toMatchObject({
        status: 200,
        data: { _entities: [null] },
        errors: [{ ...unavailable, path: ['_entities', 0] }],
      });
      expect(await ask('{ bookByOrm(id: "tea") { title } }')).toMatchObject({ errors: [unavailable] });
    });
  });

  it('logs what it was, once per operation, and not as a fault', async () => {
    await whileDead(async () => {
      await ask('{ book(id: "tea") { title } }');
      const lines = books.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines.filter(({ msg }) => msg === 'transient error')).toMatchObject([{ level: 'warn' }]);
      expect(lines).toContainEqual(expect.objectContaining({ msg: 'operation', outcome: 'unavailable' }));
      expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    });
  });

  it('is reported to senders of webhooks, so that they send them again', async () => {
    await whileDead(async () => {
      const response = await fetch(books.url().replace('/graphql', '/webhooks/books'), { method: 'POST' });
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.text()).not.toMatch(internals);
    });
  });

  it('is reported to a client that subscribes meanwhile, and the socket stays open', async () => {
    await whileDead(async () => {
      const client = await subscribed('renamed(id: "tea")');
      await eventually(() => {
        expect(client.received.slice(1)).toMatchObject([
          { type: 'next', id: '1', payload: { errors: [{ ...unavailable, path: ['renamed'] }] } },
          { type: 'complete', id: '1' },
        ]);
      });
      expect(client.closed()).toBeUndefined();
    });
  });

  it('is reported for an event that cannot be read, and the next one follows', async () => {
    const client = await subscribed('renamed(id: "tea")');
    await eventually(() => {
      expect(books.subscribers()).toBe(1);
    });
    await whileDead(async () => {
      books.announce();
      await eventually(() => {
        expect(client.received.slice(1)).toMatchObject([
          { type: 'next', payload: { data: null, errors: [unavailable] } },
        ]);
      });
    });
    books.announce();
    await eventually(() => {
      expect(client.received.at(-1)).toMatchObject({ type: 'next', payload: { data: { renamed: expect.anything() } } });
    });
  });

  it('ends the subscription whose source fails, and no other on its socket', async () => {
    const client = await subscribed('renamed(id: "tea")');
    client.send({ type: 'subscribe', id: '2', payload: { query: 'subscription { polled { title } }' } });
    await eventually(() => {
      expect(books.subscribers()).toBe(2);
    });
    await whileDead(async () => {
      books.announce();
      await eventually(() => {
        expect(client.received).toContainEqual({ type: 'error', id: '2', payload: [unavailable] });
      });
      expect(JSON.stringify(client.received)).not.toMatch(internals);
    });
    expect([client.closed(), books.subscribers()]).toEqual([undefined, 1]);
  });

  it('is reported when the context of a request cannot be made', async () => {
    books.failContexts(new Error('Connection terminated unexpectedly'));
    const answer = await ask('{ hello }', GRAPHQL_RESPONSE);
    const { code, retryable } = unavailable.extensions;
    expect(answer).toMatchObject({ status: 503, retryAfter: '1', errors: [{ extensions: { code, retryable } }] });
    expect(answer.text).not.toMatch(internals);
  });

  it.each([
    ['a transient error', 'Connection terminated unexpectedly', 'SERVICE_UNAVAILABLE'],
    ['a fault', 'undefined is not a function', 'INTERNAL_SERVER_ERROR'],
  ])('keeps the socket when the context of a subscription fails with %s', async (_what, text, code) => {
    const client = await subscribed('renamed(id: "tea")');
    await eventually(() => {
      expect(books.subscribers()).toBe(1);
    });
    books.failContexts(new Error(text));
    client.send({ type: 'subscribe', id: '2', payload: { query: 'subscription { renamed(id: "tea") { id } }' } });
    books.announce();
    await eventually(() => {
      expect(client.received).toContainEqual({
        type: 'error',
        id: '1',
        payload: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })],
      });
      expect(client.received).toContainEqual({
        type: 'error',
        id: '2',
        payload: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })],
      });
    });
    expect(JSON.stringify(client.received)).not.toContain(text);
    expect([client.closed(), books.subscribers()]).toEqual([undefined, 0]);
  });

  it('answers as if nothing had happened when the server ends the sessions of its pool', async () => {
    await ask('{ books { id } }');
    const admin = new Client({ connectionString: postgres.adminUrl });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'oms-orders%'`,
    );
    await admin.end();
    expect(await ask('{ books { id } }')).toMatchObject({ status: 200, data: { books: [{ id: 'tea' }] } });
  });

  it('is reported while every connection is in use', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const taken = [1, 2].map(() => books.database.transaction(() => released));
    const answer = await ask('{ books { id } }', GRAPHQL_RESPONSE);
    release();
    await Promise.all(taken);
    expect(answer).toMatchObject({ status: 503, retryAfter: '1', errors: [unavailable] });
  });

  it('is reported while the server takes no writes; reads go on', async () => {
    const { role } = (await rowsOf<{ role: string }>(books.database.work, 'select current_user as role'))[0] ?? {};
    const admin = new Client({ connectionString: postgres.adminUrl });
    await admin.connect();
    const endSessions = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'oms-orders%'`;
    await admin.query(`alter role ${role ?? ''} set default_transaction_read_only = on`);
    await admin.query(endSessions);
    const [written, read] = [await ask(RENAME, GRAPHQL_RESPONSE), await ask('{ books { id } }')];
    await admin.query(`alter role ${role ?? ''} reset default_transaction_read_only`);
    await admin.query(endSessions);
    await admin.end();
    expect(written).toMatchObject({ status: 503, errors: [unavailable] });
    expect(read).toMatchObject({ status: 200, data: { books: [{ id: 'tea' }] } });
  });
});
