import { documentAttacks, eventually } from '@oms/testing';
import { graphqlRequest } from '../testing/graphql-request';
import { library, type Library } from '../testing/library';
import { connectedSocket } from '../testing/raw-socket';

interface ReportedError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

describe('a document that is endless work to a subgraph', () => {
  let books: Library;

  beforeAll(async () => {
    books = library();
    await books.start();
  });

  afterAll(async () => {
    await books.stop();
  });

  const overHttp = async (query: string, variables = {}): Promise<readonly ReportedError[]> =>
    (await graphqlRequest(books.url(), { query, variables })).errors ?? [];

  const overSocket = async (query: string, variables = {}): Promise<readonly ReportedError[]> => {
    const client = await connectedSocket(books.url());
    client.send({ id: 'attack', type: 'subscribe', payload: { query, variables } });
    client.send({ id: 'beside', type: 'subscribe', payload: { query: 'subscription { arrivals { id } }' } });
    await eventually(() => {
      expect(client.received.find(({ id }) => id === 'attack')).toBeDefined();
      expect(books.subscribers()).toBe(1);
    });
    client.socket.close();
    await eventually(() => {
      expect(books.subscribers()).toBe(0);
    });
    return client.received.find(({ id }) => id === 'attack')?.['payload'] as readonly ReportedError[];
  };

  const transports = { HTTP: overHttp, 'a socket': overSocket };
  const alive = (): Promise<Response> => fetch(books.url().replace('/graphql', '/livez'));

  // The field need not exist: whether it does is only known when validation is done.
  const rows = Object.keys(transports).flatMap((transport) =>
    documentAttacks('book')
      .concat([
        {
          what: 'one field thousands of times',
          query: `{ ${times(9_000, () => 'slow')} }`,
          limits: ['ROOT_FIELD_LIMIT'],
        },
        {
          what: 'one deep field a thousand times',
          query: `{ books { ${times(900, () => 'and { and { id } }')} } }`,
          limits: ['STEP_LIMIT'],
        },
        {
          what: 'hundreds of operations with hundreds of fields in common',
          query: `${times(900, (n) => `query Q${n.toString()} { ...F }`)} fragment F on Query { ${times(500, (n) => `f${n.toString()}: slow`)} }`,
          limits: ['STEP_LIMIT'],
        },
        {
          what: 'a thousand fragments beside each other',
          query: `{ ${times(800, (n) => `...F${n.toString()}`)} } ${times(800, (n) => `fragment F${n.toString()} on Query { slow }`)}`,
          limits: ['STEP_LIMIT', 'ROOT_FIELD_LIMIT'],
        },
        {
          what: 'fields within fields',
          query: `${'{ book '.repeat(1_000)}{ id }${' }'.repeat(1_000)}`,
          limits: ['DEPTH_LIMIT'],
        },
        {
          what: 'values within values',
          query: `{ search(filter: ${'{ and: '.repeat(1_500)} null ${'}'.repeat(1_500)}) { id } }`,
          limits: ['DEPTH_LIMIT'],
        },
        {
          what: 'lists so deep that parsing them takes all stack',
          query: `{ book(id: ${'['.repeat(4_900)}${']'.repeat(4_900)}) { id } }`,
          limits: ['GRAPHQL_PARSE_FAILED', 'DEPTH_LIMIT'],
        },
      ])
      .filter(({ what }) => !/^(one field hundreds|objects within)/.test(what))
      .map((attack) => ({ transport: transport as keyof typeof transports, ...attack })),
  );

  it.each(rows)(
    'of $what is refused over $transport, and others are answered',
    async ({ transport, query, limits }) => {
      const [reported, { status }] = await Promise.all([transports[transport](query), alive()]);
      expect(limits).toContain(reported[0]?.extensions?.['code']);
      expect(reported[0]?.extensions).not.toHaveProperty('http');
      expect(status).toBe(200);
    },
  );

  it('is refused again when the subgraph has parsed it before', async () => {
    const query = `{ ${times(1_500, () => 'slow')} }`;
    for (const ask of [overHttp, overHttp, overSocket, overSocket])
      expect((await ask(query))[0]?.extensions?.['code']).toBe('ROOT_FIELD_LIMIT');
  });

  it('may have its depth in variables', async () => {
    const deep = JSON.parse(`${'{"and":'.repeat(1_000)}{}${'}'.repeat(1_000)}`) as object;
    const query = 'query ($filter: BookFilter) { search(filter: $filter) { id } }';
    const subscription = 'subscription ($filter: BookFilter) { arrivals { id } }';
    expect((await overHttp(query, { filter: deep }))[0]?.message).toMatch(/deeper than 100 levels/);
    expect((await overSocket(subscription, { filter: deep }))[0]?.message).toMatch(/deeper than 100 levels/);
    const shallow = { and: { and: { titles: ['Dune'] } } };
    expect(await overHttp(query, { filter: shallow })).toEqual([]);
  });

  describe('is none of those that a gateway writes', () => {
    it('for a thousand entities', async () => {
      const query = `query Entities__reviews__0($representations: [_Any!]!) { _entities(representations: $representations) { ... on Book { __typename id title } } }`;
      const representations = Array.from({ length: 1_000 }, () => ({ __typename: 'Book', id: 'tea' }));
      const { data, errors } = await graphqlRequest(books.url(), { query, variables: { representations } });
      expect(errors).toBeUndefined();
      expect(data?.['_entities']).toHaveLength(1_000);
    });

    it('for two thousand fields', async () => {
      const fields = times(1_900, (n) => `f${n.toString()}: title`);
      expect(await overHttp(`{ books { __typename ${fields} } }`)).toEqual([]);
    });

    it('for the fields of an interface, written out for each of its types', async () => {
      const types = times(
        30,
        () => `... on Book { __typename id title borrower ${times(20, (n) => `f${n.toString()}: id`)} }`,
      );
      const codes = (await overHttp(`{ books { ${types} } }`)).map(({ extensions }) => extensions?.['code']);
      expect(codes.filter((code) => String(code).endsWith('_LIMIT'))).toEqual([]);
    });
  });
});
