import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '@oms/testing';
import { freePort } from './testing/gateway-process';
import { productSubgraphs, stopSubgraphs } from './testing/product-subgraphs';
import { testGateway, type TestGateway } from './testing/test-gateway';

const MAIN = join(__dirname, '..', 'dist', 'main.js');

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

const ended = async (child: ChildProcess): Promise<Ended> => {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
};

/** The built gateway, as the command of the README starts it. */
const started = (env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [MAIN], { env: { LOG_LEVEL: 'silent', ...env }, stdio: 'pipe' });

describe('the process of the gateway', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let model: TestGateway;

  beforeAll(async () => {
    parts = await productSubgraphs();
    model = await testGateway(Object.values(parts));
  });

  afterAll(async () => {
    await model.stop();
    await stopSubgraphs(parts);
  });

  it('needs a file and a port, finishes what it has begun, and ends by itself', async () => {
    const port = await freePort();
    const child = started({ SUPERGRAPH_FILE: model.file, PORT: port });
    const end = ended(child);
    const ask = (query: string) =>
      fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
    await eventually(
      async () => {
        expect((await ask('{ views }')).status).toBe(200);
      },
      { withinMs: 30_000 },
    );

    let answer: () => void = () => undefined;
    parts.products.misbehave(
      () =>
        new Promise(
          (resolve) =>
            (answer = () => {
              resolve(false);
            }),
        ),
    );
    const inFlight = ask('{ other: views }');
    await eventually(() => {
      expect(parts.products.received.at(-1)?.query).toContain('other');
    });
    child.kill('SIGTERM');
    await eventually(async () => {
      await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow();
    });
    answer();
    parts.products.misbehave(undefined);
    expect(await (await inFlight).json()).toEqual({ data: { other: 0 } });
    expect((await end).code).toBe(0);
  });

  it.each([
    ['no supergraph is named', {}, /SUPERGRAPH_FILE is missing/],
    ['the file is not there', { SUPERGRAPH_FILE: '/nowhere/supergraph.graphql' }, /supergraph\.graphql/],
    ['the file is no supergraph', { SUPERGRAPH_FILE: __filename }, /SUPERGRAPH_FILE/],
    ['a setting is no number', { SUPERGRAPH_FILE: 'x', DEPTH_MAX: 'deep' }, /DEPTH_MAX/],
    ['identity is half set', { SUPERGRAPH_FILE: 'x', JWKS_URL: 'http://127.0.0.1/jwks' }, /TOKEN_ISSUER/],
  ])('reports on one line that %s, and exits with 1', async (_, env, message) => {
    const { code, stderr } = await ended(started(env));
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each(['PORT', 'METRICS_PORT'])('reports that its %s is taken, and exits with 1', async (setting) => {
    const env = { SUPERGRAPH_FILE: model.file, PORT: '0', [setting]: new URL(model.url).port };
    const { code, stderr } = await ended(started(env));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`Port \\d+ on 127\\.0\\.0\\.1 is taken: .* set ${setting}\n`));
  });
});
