import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually, traceCollector } from '@oms/testing';

const KIT = join(__dirname, '..', '..', 'dist', 'index.js');
const SETTINGS = join(__dirname, '..', '..', 'dist', 'process', 'settings.js');

/** How a main.ts would read: what it composes stands in for a whole service. */
const mainOf = (service: string): string => `
  const { runService } = require(${JSON.stringify(KIT)});
  const { readSettings, setting } = require(${JSON.stringify(SETTINGS)});
  runService({
    name: 'library',
    readConfig: () => {
      const otlpEndpoint = setting.text().optional();
      const logLevel = setting.oneOf(['info', 'debug'], 'info');
      const shape = { LOG_LEVEL: logLevel, LIBRARY_URL: setting.url(), OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint };
      const settings = readSettings(shape, process.env);
      return { logLevel: settings.LOG_LEVEL, otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT, url: settings.LIBRARY_URL };
    },
    compose: async (config, { logger }) => (${service}),
  });
`;

const wellBehaved = `{
  start: async () => { setInterval(() => undefined, 1000); logger.info('started'); },
  stop: async () => { logger.info('finished the work at hand'); },
}`;

describe('a process that runs a service', () => {
  const running: ChildProcess[] = [];

  const run = (
    service: string,
    environment: Readonly<Record<string, string>> = { LIBRARY_URL: 'http://books.example' },
  ) => {
    const child = spawn(process.execPath, ['-e', mainOf(service)], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    let lines = '';
    child.stdout.on('data', (data: Buffer) => {
      lines += data.toString();
    });
    const exit = once(child, 'exit').then(([code]) => code as number | null);
    return { child, exit, stderr: text(child.stderr), lines: () => lines };
  };

  const hasSaid = (lines: () => string, message: string) =>
    eventually(
      () => {
        expect(lines()).toContain(message);
      },
      { withinMs: 20_000 },
    );

  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('finishes its work on %s and exits with 0', async (signal) => {
    const { child, exit, lines } = run(wellBehaved);
    await hasSaid(lines, '"msg":"started"');
    child.kill(signal);
    expect(await exit).toBe(0);
    expect(lines()).toContain('finished the work at hand');
  });

  it('sends the spans of its work before it ends', async () => {
    const collector = await traceCollector();
    const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { child, exit, lines } = run(
      `{
        start: async () => {
          setInterval(() => undefined, 1000);
          const { inSpan } = require('@oms/telemetry');
          await inSpan({ name: 'the work', parent: '00-${TRACE_ID}-00f067aa0ba902b7-01' }, async () => undefined);
          logger.info('started');
        },
        stop: async () => undefined,
      }`,
      {
        LIBRARY_URL: 'http://books.example',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '600000',
      },
    );
    await hasSaid(lines, '"msg":"started"');
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(collector.spans()).toMatchObject([
      { name: 'the work', traceId: TRACE_ID, parentSpanId: '00f067aa0ba902b7' },
    ]);
    await collector.stop();
  });

  it('exits at once on a second signal', async () => {
    const { child, exit, lines } = run(`{
      start: async () => { setInterval(() => undefined, 1000); logger.info('started'); },
      stop: () => new Promise(() => undefined),
    }`);
    await hasSaid(lines, '"msg":"started"');
    child.kill('SIGTERM');
    await hasSaid(lines, '"msg":"stopping"');
    child.kill('SIGTERM');
    expect(await exit).toBe(1);
  });

  it('does not wait for ever for work that does not end', async () => {
    const { child, exit, lines } = run(`{
      start: async () => { setInterval(() => undefined, 1000); logger.info('started'); },
      stop: () => new Promise(() => undefined),
    }`);
    await hasSaid(lines, '"msg":"started"');
    child.kill('SIGTERM');
    expect(await exit).toBe(1);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at once on %s while it waits for what it needs', async (signal) => {
    const waiting = `await new Promise(() => { logger.info('waiting'); setInterval(() => undefined, 1000); })`;
    const { child, exit, lines } = run(waiting);
    await hasSaid(lines, '"msg":"waiting"');
    child.kill(signal);
    expect(await exit).toBe(0);
    expect(lines()).toContain('stopped before it had started');
  });

  it('drains and exits with 1 after an unhandled error', async () => {
    const { exit, lines } = run(`{
      start: async () => { setTimeout(() => { Promise.reject(new Error('forgotten')); }, 1); },
      stop: async () => { logger.info('finished the work at hand'); },
    }`);
    expect(await exit).toBe(1);
    expect(lines()).toContain('forgotten');
    expect(lines()).toContain('finished the work at hand');
  });

  it('prints in one line which variables to set', async () => {
    const { exit, stderr } = run(wellBehaved, { LOG_LEVEL: 'loud' });
    expect(await exit).toBe(1);
    expect(await stderr).toBe(
      'library cannot start: LOG_LEVEL must be one of info, debug, not "loud"; LIBRARY_URL is missing.\n',
    );
  });

  it('prints in one line what it could not reach, without the password', async () => {
    const { exit, stderr } = run(`{
      start: async () => { throw new Error('No database at postgres://library:hunter2@db/library:\\n start it.'); },
      stop: async () => undefined,
    }`);
    expect(await exit).toBe(1);
    expect(await stderr).toBe(
      'library cannot start: No database at postgres://library:[redacted]@db/library: start it.\n',
    );
  });
});
