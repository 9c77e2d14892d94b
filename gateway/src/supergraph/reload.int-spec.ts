import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eventually } from '@oms/testing';
import { composed, replaceFile, testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from '../testing/test-subgraph';

const weather = (field: string) => ({
  name: 'weather',
  typeDefs: `type Query { ${field}: String }`,
  resolvers: { Query: { [field]: () => field } },
});

describe('a supergraph file', () => {
  let today: TestSubgraph;
  let tomorrow: TestSubgraph;
  let gateway: TestGateway;

  beforeEach(async () => {
    [today, tomorrow] = await Promise.all([testSubgraph(weather('sun')), testSubgraph(weather('rain'))]);
    gateway = await testGateway([today]);
  });

  afterEach(async () => {
    await gateway.stop();
    await Promise.all([today.stop(), tomorrow.stop()]);
  });

  const serves = (field: string): Promise<void> =>
    eventually(
      async () => {
        expect((await gateway.ask(`{ ${field} }`)).result).toEqual({ data: { [field]: field } });
      },
      { withinMs: 10_000 },
    );

  it('is served anew when it is rewritten', async () => {
    await serves('sun');
    await writeFile(gateway.file, composed([tomorrow]));
    await serves('rain');
    expect((await gateway.ask('{ sun }')).result.errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('is served anew when another takes its name', async () => {
    await replaceFile(gateway.file, composed([tomorrow]));
    await serves('rain');
    await replaceFile(gateway.file, composed([today]));
    await serves('sun');
  });

  it('is served anew when a link on the way to it is swapped', async () => {
    const folder = dirname(gateway.file);
    for (const [name, subgraph] of [
      ['v1', today],
      ['v2', tomorrow],
    ] as const) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'supergraph.graphql'), composed([subgraph]));
    }
    await symlink('v1', join(folder, 'data'));
    await rm(gateway.file);
    await symlink('data/supergraph.graphql', gateway.file);
    await serves('sun');
    await symlink('v2', join(folder, 'data.new'));
    await rename(join(folder, 'data.new'), join(folder, 'data'));
    await serves('rain');
  });

  it('stays in force when what comes after it does not load', async () => {
    await replaceFile(gateway.file, 'type Query { broken');
    await eventually(async () => {
      expect(await gateway.metric(/gateway_supergraph_reloads_total.*refused/)).toBe(1);
    });
    await serves('sun');
    await replaceFile(gateway.file, composed([tomorrow]));
    await serves('rain');
  });

  it('stays in force while the file is away', async () => {
    await rm(gateway.file);
    await eventually(async () => {
      expect(await gateway.metric(/gateway_supergraph_reloads_total.*refused/)).toBe(1);
    });
    await serves('sun');
  });
});
