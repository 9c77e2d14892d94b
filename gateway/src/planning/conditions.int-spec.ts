import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

describe('a field that requires another, under a condition', () => {
  const started: (TestSubgraph | TestGateway)[] = [];

  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  const open = async () => {
    const parcels = await testSubgraph({
      name: 'parcels',
      typeDefs: `
        type Query { parcels: [Parcel!]! }
        type Parcel @key(fields: "id") { id: ID! grams: Int height: Int }`,
      resolvers: { Query: { parcels: () => [{ id: '1', grams: 10, height: 2 }] } },
    });
    const rates = await testSubgraph({
      name: 'rates',
      typeDefs: `
        type Parcel @key(fields: "id") {
          id: ID!
          grams: Int @external
          height: Int @external
          postage(express: Boolean): Int @requires(fields: "grams")
          box: Int @requires(fields: "height")
          carrier: String
        }`,
      resolvers: {
        Parcel: {
          __resolveReference: (parcel: unknown) => parcel,
          postage: ({ grams }: { grams: number }, { express }: { express?: boolean }) => grams * (express ? 3 : 1),
          box: ({ height }: { height: number }) => height + 1,
          carrier: () => 'Post',
        },
      },
    });
    const gateway = await testGateway([parcels, rates]);
    started.push(parcels, rates, gateway);
    return { gateway, parcels, rates };
  };

  it.each([
    ['{ parcels { postage box @include(if: $no) } }', { postage: 10 }],
    ['{ parcels { carrier box @include(if: $no) } }', { carrier: 'Post' }],
    ['{ parcels { postage box @skip(if: $no) carrier } }', { postage: 10, box: 3, carrier: 'Post' }],
    ['{ parcels { postage(express: $yes) ... on Parcel @include(if: $no) { box } } }', { postage: 30 }],
    [
      '{ parcels { postage ... @include(if: $yes) { box @skip(if: $yes) carrier } } }',
      { postage: 10, carrier: 'Post' },
    ],
    ['{ parcels { ... @skip(if: $no) { box } ... on Parcel @include(if: $no) { box postage } } }', { box: 3 }],
  ])('costs the others nothing: %s', async (query, parcel) => {
    const { gateway } = await open();
    const variables = ['$no: Boolean = false', '$yes: Boolean = true'];
    const used = variables.filter((variable) => query.includes(variable.split(':')[0] ?? ''));
    const { result } = await gateway.ask(`query (${used.join(', ')}) ${query}`);
    expect(result).toEqual({ data: { parcels: [parcel] } });
  });

  it('is not computed without what it requires', async () => {
    const { gateway, parcels, rates } = await open();
    parcels.misbehave((response) => {
      const data = { parcels: [{ __typename: 'Parcel', id: '1', grams: 10 }] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
      return true;
    });
    const query = 'query ($yes: Boolean = true) { parcels { postage ... on Parcel @include(if: $yes) { box } } }';
    const { result } = await gateway.ask(query);
    expect(result.data).toEqual({ parcels: [{ postage: 10, box: null }] });
    expect(rates.received.map((received) => received.query).join()).not.toContain('box');
  });
});
