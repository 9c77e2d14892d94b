import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

describe('a value that is inaccessible', () => {
  const started: (TestSubgraph | TestGateway)[] = [];

  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  const open = async (): Promise<TestGateway> => {
    const zoo = await testSubgraph({
      name: 'zoo',
      typeDefs: `
        type Query { animal: Animal  diets: [Diet]  must: Must  mustHave: [Animal!] }
        interface Animal { name: String }
        type Cat implements Animal { name: String }
        type Rumour implements Animal @inaccessible { name: String }
        enum Diet { MEAT  SECRET @inaccessible }
        type Must { diet: Diet! }`,
      resolvers: {
        Query: {
          animal: () => ({ __typename: 'Rumour', name: 'Nessie' }),
          diets: () => ['MEAT', 'SECRET'],
          must: () => ({ diet: 'SECRET' }),
          mustHave: () => [
            { __typename: 'Cat', name: 'Tom' },
            { __typename: 'Rumour', name: 'Nessie' },
          ],
        },
      },
    });
    const gateway = await testGateway([zoo]);
    started.push(zoo, gateway);
    return gateway;
  };

  it.each([
    ['{ animal { name } }', { animal: null }],
    ['{ ...Root } fragment Root on Query { it: animal { __typename } }', { it: null }],
    ['{ diets }', { diets: ['MEAT', null] }],
  ])('is null, and nothing shows that it is there: %s', async (query, data) => {
    const gateway = await open();
    expect((await gateway.ask(query)).result).toEqual({ data });
  });

  it.each([
    ['{ must { diet } }', { must: null }],
    ['{ mustHave { name } }', { mustHave: null }],
  ])('is an error where there must be a value, without its name: %s', async (query, data) => {
    const gateway = await open();
    const { result, text } = await gateway.ask(query);
    expect(result).toMatchObject({ data, errors: [{ path: expect.any(Array) as unknown[] }] });
    expect(text).not.toMatch(/SECRET|Rumour/);
  });
});
