import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

describe('a field that no subgraph can answer', () => {
  const started: (TestSubgraph | TestGateway)[] = [];

  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  /** `events` returns a `Place` of which it has no type; fields of places in `maps` cannot be reached from there. */
  const open = async () => {
    const events = await testSubgraph({
      name: 'events',
      typeDefs: `
        type Query { event: Event venue: Place }
        type Event @key(fields: "id") { id: ID! venue: Place }
        interface Place @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { event: () => ({ id: 'e' }), venue: () => null } },
    });
    const maps = await testSubgraph({
      name: 'maps',
      typeDefs: `
        type Query { home: Place }
        type Place @key(fields: "id", resolvable: false) @interfaceObject { id: ID! town: String }`,
      resolvers: { Query: { home: () => ({ id: 'p', town: 'Ulm' }) } },
    });
    const gateway = await testGateway([events, maps]);
    started.push(events, maps, gateway);
    return { gateway, events };
  };

  it.each([
    ['alone', '{ venue { town } }', 'Query.venue'],
    ['beside one that is answered', '{ home { town } venue { town } }', 'Query.venue'],
    [
      'under another name, in a fragment',
      '{ ...Root } fragment Root on Query { there: venue { town } }',
      'Query.venue',
    ],
    ['deeper', '{ event { id venue { town } } }', 'Event.venue'],
  ])('is an error rather than null: %s', async (_, query, coordinate) => {
    const { gateway } = await open();
    const { result } = await gateway.ask(query);
    expect(result).toMatchObject({ errors: [{ message: expect.stringContaining(coordinate) as string }] });
    expect(result).not.toHaveProperty('data');
  });

  it.each([
    ['{ home { town } }', { home: { town: 'Ulm' } }],
    ['{ venue { id } }', { venue: null }],
    ['{ venue { __typename } }', { venue: null }],
    ['{ venue @skip(if: true) { town } home { id } }', { home: { id: 'p' } }],
    ['{ __schema { queryType { name } } }', { __schema: { queryType: { name: 'Query' } } }],
  ])('is no other than that: %s', async (query, data) => {
    const { gateway } = await open();
    expect((await gateway.ask(query)).result).toEqual({ data });
  });
});
