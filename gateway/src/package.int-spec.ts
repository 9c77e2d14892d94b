import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@oms/testing';
import { freePort } from './testing/gateway-process';
import { productSubgraphs, stopSubgraphs } from './testing/product-subgraphs';
import { composed } from './testing/test-gateway';

const run = promisify(execFile);
const gatewayFolder = resolve(__dirname, '..');
const nodeModules = resolve(gatewayFolder, '..', 'node_modules');

/** As for a program of today. */
const COMPILER_OPTIONS = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck'];
const NODE_TYPES = ['--types', 'node', '--typeRoots', join(nodeModules, '@types')];

describe('the gateway as a package', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let folder: string;
  let program: ChildProcess | undefined;

  beforeAll(async () => {
    parts = await productSubgraphs();
    folder = await mkdtemp(join(tmpdir(), 'program-'));
    await mkdir(join(folder, 'node_modules', '@oms'), { recursive: true });
    await symlink(gatewayFolder, join(folder, 'node_modules', '@oms', 'gateway'));
    await writeFile(join(folder, 'supergraph.graphql'), composed(Object.values(parts)));
  });

  afterAll(async () => {
    program?.kill();
    await stopSubgraphs(parts);
    await rm(folder, { recursive: true });
  });

  const programOfReadme = async (): Promise<string> => {
    const readme = await readFile(join(gatewayFolder, 'README.md'), 'utf8');
    const [, text] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    if (text === undefined) throw new Error('The README has no program');
    return text;
  };

  it('compiles and runs in the program of the README', async () => {
    await writeFile(join(folder, 'program.mts'), await programOfReadme());
    const compiler = join(nodeModules, 'typescript', 'bin', 'tsc');
    await run(process.execPath, [compiler, ...COMPILER_OPTIONS, ...NODE_TYPES, 'program.mts'], { cwd: folder });

    const port = await freePort();
    const started = spawn(process.execPath, ['program.mjs'], { cwd: folder, env: { PORT: port, LOG_LEVEL: 'silent' } });
    program = started;
    let output = '';
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    const url = `http://127.0.0.1:${port}/graphql`;
    await eventually(
      () => {
        expect(output).toContain(`Listening at ${url}`);
      },
      { withinMs: 30_000 },
    );
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Seen { views }', operationName: 'Seen' }),
    });
    expect(await answer.json()).toEqual({ data: { views: 0 } });
    await eventually(() => {
      expect(output).toContain('Asked: Seen');
    });
    started.kill();
    await once(started, 'exit');
  });

  it('holds what runs and what describes it, and no specs', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--loglevel=silent'], { cwd: gatewayFolder });
    const [packed] = JSON.parse(stdout) as { readonly files: readonly { readonly path: string }[] }[];
    const files = packed?.files.map(({ path }) => path) ?? [];
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'dist/index.js', 'dist/index.d.ts', 'dist/main.js', 'package.json']),
    );
    expect(files.filter((file) => /spec|testing|^src/.test(file))).toEqual([]);
  });
});
