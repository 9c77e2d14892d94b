import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

interface Weighed {
  readonly weight: number;
}

interface Known {
  readonly main: Weighed;
  readonly all: readonly Weighed[];
}

describe('a requirement with arguments of an interface', () => {
  const started: (TestSubgraph | TestGateway)[] = [];

  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  const open = async () => {
    const kilos: Record<string, number> = { KILO: 2, POUND: 4 };
    const weight = (_: unknown, { unit }: { unit: string }) => kilos[unit];
    const cargo = await testSubgraph({
      name: 'cargo',
      typeDefs: `
        type Query { load: Load }
        type Load @key(fields: "id") { id: ID! main: Piece all: [Piece!] }
        interface Piece { weight(unit: String!): Int }
        type Box implements Piece { weight(unit: String!): Int }
        type Sack implements Piece { weight(unit: String!): Int }`,
      resolvers: {
        Query: { load: () => ({ id: '1' }) },
        Load: {
          main: () => ({ __typename: 'Sack' }),
          all: () => [{ __typename: 'Box' }, { __typename: 'Sack' }],
        },
        Box: { weight },
        Sack: { weight },
      },
    });
    const scales = await testSubgraph({
      name: 'scales',
      typeDefs: `
        type Load @key(fields: "id") {
          id: ID!
          main: Piece @external
          all: [Piece!] @external
          kilos: Int @requires(fields: "main { weight(unit: \\"KILO\\") }")
          pounds: Int @requires(fields: "main { weight(unit: \\"POUND\\") }")
          mixed: [Int!] @requires(fields: "all { ... on Box { weight(unit: \\"KILO\\") } ... on Sack { weight(unit: \\"POUND\\") } }")
        }
        interface Piece { weight(unit: String!): Int }
        type Box implements Piece @external { weight(unit: String!): Int }
        type Sack implements Piece @external { weight(unit: String!): Int }`,
      resolvers: {
        Load: {
          __resolveReference: (load: unknown) => load,
          kilos: ({ main }: Known) => main.weight,
          pounds: ({ main }: Known) => main.weight,
          mixed: ({ all }: Known) => all.map(({ weight: of }) => of),
        },
      },
    });
    const gateway = await testGateway([cargo, scales], { STRICT_SUPERGRAPH: 'on' });
    started.push(cargo, scales, gateway);
    return gateway;
  };

  it('is met by the types that implement it', async () => {
    const gateway = await open();
    const { result } = await gateway.ask('{ load { kilos pounds } }');
    expect(result).toEqual({ data: { load: { kilos: 2, pounds: 4 } } });
  });

  it('may differ between types of which none is the other', async () => {
    const gateway = await open();
    const { result } = await gateway.ask('{ load { mixed pounds main { weight(unit: "KILO") } } }');
    expect(result).toEqual({ data: { load: { mixed: [2, 4], pounds: 4, main: { weight: 2 } } } });
  });
});
