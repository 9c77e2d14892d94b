import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

const repository = join(__dirname, '..', '..');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: repository,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '');

/** Names that do not describe their content. */
const meaninglessNames = /^(common|utils?|helpers?|shared|misc)$/;
const layerSuffixes = /\.(service|entity|dto|controller|repository|impl)\.ts$/;
const kebabCase = /^[a-z0-9.-]+$/;

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const jsonOf = (file: string): unknown => JSON.parse(readFileSync(join(repository, file), 'utf8'));

/** The folders of the projects that a TypeScript project is built after, from the root, in alphabetical order. */
const referencesOf = (file: string): readonly string[] => {
  const { references = [] } = jsonOf(file) as { references?: readonly { readonly path: string }[] };
  return references.map(({ path }) => normalize(join(dirname(file), path))).sort();
};

describe('the tree', () => {
  it('has no folder or file with a name that does not describe its content', () => {
    const parts = (file: string): readonly string[] => file.replace(/\.[^/]*$/, '').split('/');
    expect(files.filter((file) => parts(file).some((part) => meaninglessNames.test(part)))).toEqual([]);
  });

  it('has TypeScript files in kebab case, without the layer that the folder already names', () => {
    const sources = files.filter((file) => file.endsWith('.ts'));
    expect(sources.filter((file) => !kebabCase.test(basename(file)) || layerSuffixes.test(file))).toEqual([]);
  });

  it('has no test that is skipped, focused or pending', () => {
    const pattern = '\\b(describe|it|test)\\.(skip|only|todo)\\b|\\b(xit|xdescribe|fit|fdescribe)\\(';
    const hits = files
      .filter((file) => /spec\.ts$/.test(file) && !file.endsWith('tidy.spec.ts'))
      .filter((file) => new RegExp(pattern).test(readFileSync(join(repository, file), 'utf8')));
    expect(hits).toEqual([]);
  });

  it('has a test in each subgraph that repeats every mutation with one idempotency key', () => {
    const textOf = (file: string): string => readFileSync(join(repository, file), 'utf8');
    const mutating = files.filter(
      (file) => /^subgraphs\/[^/]+\/schema\.graphql$/.test(file) && /^type Mutation\b/m.test(textOf(file)),
    );
    expect(mutating).not.toEqual([]);
    const specs = mutating.map((file) => file.replace('schema.graphql', 'src/idempotency.int-spec.ts'));
    const tests = (spec: string): boolean => files.includes(spec) && textOf(spec).includes('itTakesEachMutationOnce(');
    expect(specs.filter((spec) => !tests(spec))).toEqual([]);
  });

  it('builds each workspace after those that its production code depends on', () => {
    const manifests = files.filter((file) =>
      /^(packages|gateway|subgraphs|simulators|e2e|bench)\b.*package\.json$/.test(file),
    );
    const projects = manifests
      .map((file) => dirname(file))
      .filter((folder) => files.includes(`${folder}/tsconfig.json`))
      .map((folder) => ({ folder, manifest: jsonOf(`${folder}/package.json`) as Manifest }));
    const folderOf = new Map(projects.map(({ folder, manifest }) => [manifest.name, folder]));
    for (const { folder, manifest } of projects) {
      const needed = Object.keys(manifest.dependencies ?? {}).flatMap((name) => folderOf.get(name) ?? []);
      expect({ folder, references: referencesOf(`${folder}/tsconfig.json`) }).toEqual({
        folder,
        references: needed.sort(),
      });
    }
    const built = [...referencesOf('tsconfig.build.json'), ...referencesOf('tsconfig.json')];
    expect(projects.map(({ folder }) => folder).filter((folder) => !built.includes(folder))).toEqual([]);
  });

  it('has no test helpers among what production installs', () => {
    const shipped = referencesOf('tsconfig.build.json').filter((folder) => files.includes(`${folder}/package.json`));
    expect(shipped).not.toContain('packages/testing');
    const needs = (folder: string): boolean =>
      '@oms/testing' in ((jsonOf(`${folder}/package.json`) as Manifest).dependencies ?? {});
    expect(shipped.filter(needs)).toEqual([]);
  });
});
