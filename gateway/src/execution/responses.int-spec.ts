import { GraphQLError } from 'graphql';
import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

const productsWithPrices = () =>
  Promise.all([
    testSubgraph({
      name: 'prices',
      typeDefs: `type Query { item: Item } type Item @key(fields: "id") { id: ID! price(currency: String): Int }`,
      resolvers: {
        Query: { item: () => ({ id: 'i' }) },
        Item: {
          __resolveReference: (item: unknown) => item,
          price: (_: unknown, { currency }: { currency?: string }) => (currency === 'USD' ? 100 : 90),
        },
      },
    }),
    testSubgraph({
      name: 'taxes',
      typeDefs: `type Item @key(fields: "id") { id: ID! price(currency: String): Int @external
        taxUSD: Int @requires(fields: "price(currency: \\"USD\\")") }`,
      resolvers: { Item: { taxUSD: ({ price }: { price: number }) => price } },
    }),
  ]);

describe('an answer', () => {
  const started: (TestSubgraph | TestGateway)[] = [];

  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  const running = async (resolvers: object, env: Record<string, string> = {}): Promise<TestGateway> => {
    const subgraph = await testSubgraph({
      name: 'one',
      typeDefs: `type Query { thing: Thing  count: Int } enum Colour { RED } type Thing { must: Int! colour: Colour }`,
      resolvers,
    });
    const gateway = await testGateway([subgraph], env);
    started.push(gateway, subgraph);
    return gateway;
  };

  const misread = async (gateway: TestGateway, data: unknown): Promise<void> => {
    const subgraph = started.find((one): one is TestSubgraph => 'misbehave' in one);
    subgraph?.misbehave((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
      return true;
    });
    await gateway.ask('{ __typename }');
  };

  it.each([
    ['a value that must be there and is not', '{ thing { must } }', { thing: { must: null } }],
    ['a value of another type', '{ count }', { count: 'many' }],
    ['a value that the enum does not have', '{ thing { colour } }', { thing: { colour: 'BLUE' } }],
  ])('has an error for %s', async (_, query, data) => {
    const gateway = await running({});
    await misread(gateway, data);
    const { result } = await gateway.ask(query);
    expect(result.errors).toHaveLength(1);
    expect(result).not.toHaveProperty('extensions');
  });

  it('keeps the text of faults from clients, and no stack in any case', async () => {
    const fail = (): never => {
      throw new Error('connect to postgres://secret');
    };
    const gateway = await running({ Query: { count: fail } });
    const { text, result } = await gateway.ask('{ count }');
    expect(text).not.toContain('postgres');
    expect(result.errors?.[0]?.path).toEqual(['count']);
  });

  it('passes an error of a subgraph on to the client', async () => {
    const refuse = (): never => {
      throw new GraphQLError('first must be at most 100', {
        extensions: { code: 'BAD_USER_INPUT', stacktrace: ['x'] },
      });
    };
    const gateway = await running({ Query: { count: refuse } });
    const { result } = await gateway.ask('{ count }');
    expect(result.errors).toMatchObject([{ message: 'first must be at most 100', path: ['count'] }]);
    expect(result.errors?.[0]?.extensions).not.toHaveProperty('stacktrace');
  });

  it('keeps the text of faults where masking is off', async () => {
    const fail = (): never => {
      throw new Error('out of paper');
    };
    const gateway = await running({ Query: { count: fail } }, { ERROR_MASKING: 'off' });
    expect((await gateway.ask('{ count }')).result.errors?.[0]?.message).toBe('out of paper');
  });

  it.each([
    ['arguments', '{ item { price(currency: "EUR") taxUSD } }', { price: 90, taxUSD: 100 }],
    ['no arguments', '{ item { price taxUSD } }', { price: 90, taxUSD: 100 }],
    ['an alias', '{ item { price: id taxUSD } }', { price: 'i', taxUSD: 100 }],
    ['the alias of a key', '{ item { id: price(currency: "USD") taxUSD } }', { id: 100, taxUSD: 100 }],
    ['the alias of the type', '{ item { __typename: id taxUSD } }', { __typename: 'i', taxUSD: 100 }],
    ['a name of our own', '{ item { client__id: price taxUSD } }', { client__id: 90, taxUSD: 100 }],
  ])('is right when the client selects what another field requires by %s', async (_, query, item) => {
    const subgraphs = await productsWithPrices();
    started.push(...subgraphs);
    const gateway = await testGateway(subgraphs);
    started.push(gateway);
    expect((await gateway.ask(query)).result).toEqual({ data: { item } });
  });
});
