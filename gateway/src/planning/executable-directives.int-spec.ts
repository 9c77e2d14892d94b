import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

const subgraph = (name: string, definition: string) =>
  testSubgraph({
    name,
    typeDefs: `
      extend schema @link(url: "https://specs.example/unit/v1.0", import: ["@unit"]) @composeDirective(name: "@unit")
      directive @unit(of: Unit! ${definition}) on FIELD
      enum Unit { METRE MILE }
      type Query { ${name}: Int }`,
    resolvers: { Query: { [name]: () => 1 } },
  });

describe('a directive for operations that subgraphs compose', () => {
  const started: (TestSubgraph | TestGateway)[] = [];

  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  const open = async () => {
    const height = await subgraph('height', '');
    const width = await subgraph('width', '= METRE');
    const gateway = await testGateway([height, width]);
    started.push(height, width, gateway);
    return { gateway, height, width };
  };

  it('reaches the subgraphs as the supergraph understands it', async () => {
    const { gateway, height, width } = await open();
    const { result } = await gateway.ask('query ($unit: Unit! = MILE) { height @unit width @unit(of: $unit) }');
    expect(result).toEqual({ data: { height: 1, width: 1 } });
    expect(height.received[0]?.query).toContain('@unit(of:METRE)');
    expect(width.received[0]?.query).toContain('@unit(of:$unit)');
  });

  it('is there for introspection, and none of federation is', async () => {
    const { gateway } = await open();
    const { text } = await gateway.ask('{ __schema { directives { name locations } } }');
    expect(text).toContain('{"name":"unit","locations":["FIELD"]}');
    expect(text).not.toContain('join__');
  });

  it('is refused where it does not fit', async () => {
    const { gateway } = await open();
    const { result } = await gateway.ask('{ height @unit(of: FOOT) }');
    expect(result.errors).toHaveLength(1);
  });
});
