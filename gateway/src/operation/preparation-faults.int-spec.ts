import { readFile } from 'node:fs/promises';
import { createLogger } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { acknowledgedSocket, subscribeMessage } from '../subscriptions/testing/clients';
import { getByProgramFrom } from '../testing/http-requests';
import { productSubgraphs, stopSubgraphs } from '../testing/product-subgraphs';
import { replaceFile, testGateway, type TestGateway } from '../testing/test-gateway';

/** What the edited supergraph has no way to: the planner throws a plain error for it. */
const UNPLANNABLE = '{ product(upc: "a") { reviews { author { name } } } }';
const PLANNABLE = '{ product(upc: "a") { name } }';

describe('an operation that the planner fails at', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let gateway: TestGateway;
  const lines: string[] = [];

  beforeAll(async () => {
    parts = await productSubgraphs();
    const logger = createLogger({
      name: 'gateway',
      level: 'info',
      destination: { write: (line: string) => lines.push(line) },
    });
    gateway = await testGateway(Object.values(parts), { ERROR_MASKING: 'on' }, { logger });
    const sdl = await readFile(gateway.file, 'utf8');
    const cut = sdl.replace(/(type User\b[\s\S]*?@join__type\(graph: ACCOUNTS, key: "id")\)/, '$1, resolvable: false)');
    expect(cut).not.toBe(sdl);
    await replaceFile(gateway.file, cut);
    await eventually(async () => {
      expect(await gateway.metric(/^gateway_supergraph_reloads_total.*loaded/)).toBe(1);
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await stopSubgraphs(parts);
  });

  /** The correlation ids of the lines that log a fault with a stack. */
  const logged = (): unknown[] =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown> & { readonly err?: { readonly stack?: string } })
      .filter(({ err, msg }) => err?.stack !== undefined && msg === 'An operation could not be prepared')
      .map(({ correlationId }) => correlationId);

  const fault = (correlationId: unknown) => ({
    message: expect.not.stringContaining('supergraph') as string,
    extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId },
  });

  it('is that operation’s error over HTTP, and logged once', async () => {
    const headers = { 'x-correlation-id': 'by-post' };
    const { status, result } = await gateway.ask(UNPLANNABLE, { headers });
    expect(status).toBe(500);
    expect(result.errors).toEqual([fault('by-post')]);
    const byGet = await getByProgramFrom(gateway, new URLSearchParams({ query: UNPLANNABLE }).toString());
    expect(byGet.status).toBe(500);
    expect(byGet.result.errors).toEqual([fault(byGet.headers.get('x-correlation-id'))]);
    expect(logged()).toEqual(['by-post', byGet.headers.get('x-correlation-id')]);
  });

  it('is that operation’s error in an event stream', async () => {
    const headers = { accept: 'text/event-stream', 'x-correlation-id': 'by-stream' };
    const { status, text } = await gateway.ask(UNPLANNABLE, { headers });
    expect(status).toBe(200);
    expect(text).toContain('"correlationId":"by-stream"');
    expect(text).toContain('event: complete');
    expect(logged()).toContain('by-stream');
  });

  it('is that operation’s error on a WebSocket, which lives on with its other operations', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<boolean>((resolve) => {
      answer = () => {
        resolve(false);
      };
    });
    parts.products.misbehave(() => held);
    const opened = await acknowledgedSocket(gateway, { 'x-correlation-id': 'by-socket' });
    opened.send(subscribeMessage('before', PLANNABLE));
    opened.send(subscribeMessage('fault', UNPLANNABLE));
    await eventually(() => {
      expect(opened.messages).toEqual([{ id: 'fault', type: 'error', payload: [fault('by-socket')] }]);
    });
    answer();
    parts.products.misbehave(undefined);
    opened.send(subscribeMessage('after', PLANNABLE));
    await eventually(() => {
      expect(opened.messages.filter(({ type }) => type === 'complete').map(({ id }) => id)).toEqual([
        'before',
        'after',
      ]);
    });
    expect(logged()).toContain('by-socket');
    opened.socket.close();
  });
});
