import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

const fares: Record<string, Record<string, number | null>> = {
  1: { ADULT: 50, CHILD: 0 },
  2: { ADULT: 80, CHILD: null },
};

/** Has fares; what a passenger pays is computed by another subgraph. */
const trains = () =>
  testSubgraph({
    name: 'trains',
    typeDefs: `
      type Query { trips: [Trip!]! ride: Ride }
      interface Ride @key(fields: "id") { id: ID! fare(age: String! = "ADULT"): Int }
      type Trip implements Ride @key(fields: "id") {
        id: ID! fare(age: String! = "ADULT"): Int stops(first: Int!): [Stop!]! carriage: Carriage
      }
      type Stop @key(fields: "name") { name: ID! }
      type Carriage { seats(class: Int!): Int }`,
    resolvers: {
      Query: { trips: () => [{ id: '1' }, { id: '2' }], ride: () => ({ __typename: 'Trip', id: '1' }) },
      Trip: {
        __resolveReference: (trip: unknown) => trip,
        fare: ({ id }: { id: string }, { age }: { age: string }) => fares[id]?.[age],
        stops: (_: unknown, { first }: { first: number }) => ['Ulm', 'Bonn', 'Jena'].slice(0, first).map(named),
        carriage: () => ({}),
      },
      Carriage: { seats: (_: unknown, arguments_: { class: number }) => arguments_.class * 100 },
    },
  });

const named = (name: string) => ({ name });

interface Known {
  readonly fare?: number | null;
  readonly stops?: readonly { readonly name: string }[];
  readonly carriage?: { readonly seats: number };
}

const stopsOf = ({ stops }: Known) => stops?.map(({ name }) => name).join(' ');

/** Computes from what trains say; a trip here is nothing but what was sent. */
const tickets = (fields = '') =>
  testSubgraph({
    name: 'tickets',
    typeDefs: `
      type Trip @key(fields: "id") {
        id: ID!
        fare(age: String! = "ADULT"): Int @external
        stops(first: Int!): [Stop!]! @external
        carriage: Carriage @external
        adult(bags: Int = 0): String @requires(fields: "fare(age: \\"ADULT\\")")
        child(bags: Int = 0): String @requires(fields: "fare(age: \\"CHILD\\")")
        usual: String @requires(fields: "fare")
        from: String @requires(fields: "stops(first: 1) { name }")
        via: String @requires(fields: "stops(first: 2) { name }")
        firstClass: Int @requires(fields: "carriage { seats(class: 1) }")
        secondClass: Int @requires(fields: "carriage { seats(class: 2) }")
        operator: String
        ${fields}
      }
      type Stop @key(fields: "name") { name: ID! }
      type Carriage @external { seats(class: Int!): Int }`,
    resolvers: {
      Trip: {
        __resolveReference: (trip: unknown) => trip,
        adult: ({ fare }: Known, { bags }: { bags: number }) => `fare ${String(fare)}, bags ${bags.toString()}`,
        child: ({ fare }: Known, { bags }: { bags: number }) => `fare ${String(fare)}, bags ${bags.toString()}`,
        usual: ({ fare }: Known) => `fare ${String(fare)}`,
        from: stopsOf,
        via: stopsOf,
        firstClass: ({ carriage }: Known) => carriage?.seats,
        secondClass: ({ carriage }: Known) => carriage?.seats,
        operator: () => 'Rail',
        either: ({ fare }: Known) => fare,
      },
    },
  });

describe('a field that requires another with arguments', () => {
  const started: (TestSubgraph | TestGateway)[] = [];

  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  const open = async (fields = '', env: Record<string, string> = {}) => {
    const subgraphs = [await trains(), await tickets(fields)] as const;
    started.push(...subgraphs);
    const gateway = await testGateway(subgraphs, env);
    started.push(gateway);
    return { gateway, tickets: subgraphs[1] };
  };

  it('is computed from its own value beside one that requires another', async () => {
    const { gateway } = await open();
    const { result } = await gateway.ask('{ trips { adult child usual operator } }');
    expect(result).toEqual({
      data: {
        trips: [
          { adult: 'fare 50, bags 0', child: 'fare 0, bags 0', usual: 'fare 50', operator: 'Rail' },
          { adult: 'fare 80, bags 0', child: 'fare null, bags 0', usual: 'fare 80', operator: 'Rail' },
        ],
      },
    });
  });

  it('is computed from its own value when lists and objects lie between', async () => {
    const { gateway } = await open();
    const { result } = await gateway.ask('{ trips { from via firstClass secondClass } }');
    const trip = { from: 'Ulm', via: 'Ulm Bonn', firstClass: 100, secondClass: 200 };
    expect(result).toEqual({ data: { trips: [trip, trip] } });
  });

  it('leaves the client its own arguments, variables, aliases and conditions', async () => {
    const { gateway } = await open();
    const query = `query ($bags: Int, $no: Boolean = false) {
      trips { fare(age: "CHILD") adult(bags: $bags) mine: child(bags: 2) via @include(if: $no) ...Start }
    } fragment Start on Trip { from stops(first: 3) { name } }`;
    const { result } = await gateway.ask(query, { variables: { bags: 1 } });
    const rest = { from: 'Ulm', stops: ['Ulm', 'Bonn', 'Jena'].map(named) };
    expect(result).toEqual({
      data: {
        trips: [
          { fare: 0, adult: 'fare 50, bags 1', mine: 'fare 0, bags 2', ...rest },
          { fare: null, adult: 'fare 80, bags 1', mine: 'fare null, bags 2', ...rest },
        ],
      },
    });
  });

  it('is computed on an interface, too', async () => {
    const { gateway } = await open();
    const { result } = await gateway.ask('{ ride { id ... on Trip { child adult } } }');
    expect(result).toEqual({ data: { ride: { id: '1', child: 'fare 0, bags 0', adult: 'fare 50, bags 0' } } });
  });

  it('costs one fetch as long as it does not meet another', async () => {
    const { gateway, tickets } = await open();
    await gateway.ask('{ trips { adult from firstClass operator } }');
    expect(tickets.received).toHaveLength(1);
  });

  it('cannot take the name that a client gives to something else', async () => {
    const { gateway } = await open();
    const names = ['1', '2', '3'].map((n) => `required__${n}__fare: id`).join(' ');
    const { result } = await gateway.ask(`{ trips { ${names} adult child } }`);
    expect(result.data?.['trips']).toMatchObject([
      { required__1__fare: '1', required__2__fare: '1', adult: 'fare 50, bags 0', child: 'fare 0, bags 0' },
      { required__1__fare: '2', adult: 'fare 80, bags 0' },
    ]);
  });

  it('reports an error of a required field under the name of that field', async () => {
    const failing = await testSubgraph({
      name: 'trains',
      typeDefs: `type Query { trips: [Trip!]! } type Trip @key(fields: "id") { id: ID! fare(age: String!): Int }`,
      resolvers: {
        Query: { trips: () => [{ id: '1' }] },
        Trip: {
          fare: () => {
            throw new Error('sold out');
          },
        },
      },
    });
    const asking = await testSubgraph({
      name: 'tickets',
      typeDefs: `type Trip @key(fields: "id") {
        id: ID! fare(age: String!): Int @external adult: Int @requires(fields: "fare(age: \\"ADULT\\")") }`,
    });
    const gateway = await testGateway([failing, asking]);
    started.push(failing, asking, gateway);
    const { result } = await gateway.ask('{ trips { adult } }');
    expect(result).toMatchObject({ data: { trips: [{ adult: null }] }, errors: [{ path: ['trips', 0, 'fare'] }] });
  });

  const EITHER = 'either: Int @requires(fields: "fare(age: \\"ADULT\\") fare(age: \\"CHILD\\")")';

  it('is refused when it requires two values under one name', async () => {
    const { gateway } = await open(EITHER);
    const { result } = await gateway.ask('{ trips { id either } }');
    expect(result).toMatchObject({ errors: [{ message: expect.stringContaining('Trip.either') as string }] });
    expect(result).not.toHaveProperty('data');
    expect((await gateway.ask('{ trips { adult } }')).result).not.toHaveProperty('errors');
  });

  it('is not accepted so in strict mode', async () => {
    await expect(open(EITHER, { STRICT_SUPERGRAPH: 'on' })).rejects.toThrow('Trip.either');
    await open('', { STRICT_SUPERGRAPH: 'on' });
  });
});
