import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

/** What each of two subgraphs has of the same grid; both have the field, and each a field of its own of every cell. */
interface Grids {
  readonly left: unknown;
  readonly right: unknown;
}

describe('lists of lists that two subgraphs share', () => {
  let subgraphs: readonly TestSubgraph[];
  let gateway: TestGateway;
  let grids: Grids;

  const holder = (of: () => unknown) => ({ grid: of, row: () => ({ grid: of() }), box: () => ({ id: '1' }) });
  const typeDefs = (field: string): string => `
    type Query { grid: [[Cell]] @shareable row: Row @shareable ${field === 'a' ? 'box: Box' : ''} }
    type Row @shareable { grid: [[Cell]] }
    type Box @key(fields: "id") { id: ID! grid: [[Cell]] @shareable }
    type Cell { ${field}: Int }`;

  beforeAll(async () => {
    const open = (name: string, field: string, of: () => unknown): Promise<TestSubgraph> =>
      testSubgraph({
        name,
        typeDefs: typeDefs(field),
        resolvers: {
          Query: field === 'a' ? holder(of) : { grid: of, row: () => ({ grid: of() }) },
          Box: { __resolveReference: ({ id }: { id: string }) => ({ id }), grid: of },
        },
      });
    subgraphs = await Promise.all([open('left', 'a', () => grids.left), open('right', 'b', () => grids.right)]);
    gateway = await testGateway(subgraphs);
  });

  afterAll(async () => {
    await gateway.stop();
    for (const subgraph of subgraphs) await subgraph.stop();
  });

  const asked = async (query: string) => {
    const { result } = await gateway.ask(query);
    return {
      data: result.data,
      errors: result.errors?.map(({ path, extensions }) => [path?.join('.'), extensions['code']]),
    };
  };

  const one = { a: 1 };
  const two = { b: 2 };
  const both = { a: 1, b: 2 };

  it('have the fields of both', async () => {
    grids = {
      left: [[one, one], [], [one]],
      right: [[two, two], [], [two]],
    };
    const grid = [[both, both], [], [both]];
    expect(await asked('{ grid { a b } }')).toEqual({ data: { grid }, errors: undefined });
    expect(await asked('{ row { grid { a b } } }')).toEqual({ data: { row: { grid } }, errors: undefined });
    expect(await asked('{ box { grid { a b } } }')).toEqual({ data: { box: { grid } }, errors: undefined });
  });

  it('have null where both say so', async () => {
    grids = { left: [null, [null, one]], right: [null, [null, two]] };
    expect(await asked('{ grid { a b } }')).toEqual({ data: { grid: [null, [null, both]] }, errors: undefined });
  });

  it.each([
    { what: 'an element', left: [[one, null]], right: [[two, two]], grid: [[both, { a: null, b: 2 }]], place: '.0.1' },
    {
      what: 'an element of the other',
      left: [[one, one]],
      right: [[two, null]],
      grid: [[both, { a: 1, b: null }]],
      place: '.0.1',
    },
    { what: 'a list', left: [[one], null], right: [[two], [two]], grid: [[both], [{ a: null, b: 2 }]], place: '.1' },
    { what: 'the whole', left: null, right: [[two]], grid: [[{ a: null, b: 2 }]], place: '' },
  ])('have an error where in one alone $what is null', async ({ left, right, grid, place }) => {
    grids = { left, right };
    expect(await asked('{ grid { a b } }')).toEqual({
      data: { grid },
      errors: [[`grid${place}`, 'SUBGRAPH_BAD_ANSWER']],
    });
    expect(await asked('{ box { grid { a b } } }')).toEqual({
      data: { box: { grid } },
      errors: [[`box.grid${place}`, 'SUBGRAPH_BAD_ANSWER']],
    });
  });

  it.each([
    { what: 'inner', left: [[one], [one, one]], right: [[two], [two]], grid: [[both], null], path: 'grid.1' },
    { what: 'outer', left: [[one], [one]], right: [[two]], grid: null, path: 'grid' },
    { what: 'empty', left: [[]], right: [[two]], grid: [null], path: 'grid.0' },
  ])('are null with an error where their lengths are not the same: $what', async ({ left, right, grid, path }) => {
    grids = { left, right };
    expect(await asked('{ grid { a b } }')).toEqual({ data: { grid }, errors: [[path, 'SUBGRAPH_BAD_ANSWER']] });
  });
});
