import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

describe('a named fragment on an interface', () => {
  let subgraphs: readonly TestSubgraph[];
  let gateway: TestGateway;

  beforeAll(async () => {
    const items = await testSubgraph({
      name: 'items',
      typeDefs: `
        type Query { items: [I!]! }
        interface I { id: ID! }
        type A implements I @key(fields: "id") { id: ID! }
        type B implements I @key(fields: "id") { id: ID! }
        interface Rel @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          items: () => [
            { __typename: 'A', id: 'a' },
            { __typename: 'B', id: 'b' },
          ],
        },
      },
    });
    const node = {
      __resolveReference: (reference: { id: string }) => ({ ...reference, t: `t-${reference.id}` }),
      d: () => 'd',
      n: () => ({ deep: 'n' }),
      rel: ({ id }: { id: string }) => ({ id: `rel-${id}` }),
    };
    const details = await testSubgraph({
      name: 'details',
      typeDefs: `
        interface I { id: ID! t: String d: String n: N rel: Rel }
        type A implements I @key(fields: "id") { id: ID! t: String d: String n: N rel: Rel }
        type B implements I @key(fields: "id") { id: ID! t: String d: String n: N rel: Rel }
        type N { deep: String }
        type Rel @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
      resolvers: { A: node, B: node },
    });
    subgraphs = [items, details];
    gateway = await testGateway(subgraphs);
  });

  afterAll(async () => {
    await gateway.stop();
    for (const subgraph of subgraphs) await subgraph.stop();
  });

  it.each([
    [true, 't-b'],
    [false, undefined],
  ])('is planned beside a field under a condition that is %s', async (b, x) => {
    const query = `query ($b: Boolean!) { items { ...F x: t @include(if: $b) } } fragment F on I { t d n { deep } }`;
    const { status, result } = await gateway.ask(query, { variables: { b } });
    expect(status).toBe(200);
    expect(result.errors).toBeUndefined();
    const rest = { d: 'd', n: { deep: 'n' } };
    expect(result.data?.['items']).toEqual([
      { t: 't-a', ...rest, ...(b && { x: 't-a' }) },
      { t: 't-b', ...rest, ...(b && { x }) },
    ]);
  });

  it('is answered as what it stands for', async () => {
    const inlined = await gateway.ask('{ items { ... on I { t rel { id } } } }');
    const named = await gateway.ask('{ items { ...F } } fragment F on I { t rel { id } }');
    expect(inlined.result.errors).toBeUndefined();
    expect(inlined.result.data?.['items']).toEqual([
      { t: 't-a', rel: { id: 'rel-a' } },
      { t: 't-b', rel: { id: 'rel-b' } },
    ]);
    expect(named.result).toEqual(inlined.result);
  });
});
