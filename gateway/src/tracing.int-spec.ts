import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, traceCollector, type CollectedSpan, type TraceCollector } from '@oms/testing';
import { testSubgraph as testFeed, type TestSubgraph as TestFeed } from './subscriptions/testing/test-subgraph';
import { gatewayProcess, type GatewayProcess } from './testing/gateway-process';
import { productSubgraphs, stopSubgraphs } from './testing/product-subgraphs';
import { composed } from './testing/test-gateway';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CLIENTS_SPAN = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE_ID}-${CLIENTS_SPAN}-01`;

/** Longer than any spec runs: what arrives before was sent because the process stopped. */
const NEVER_BY_ITSELF = '600000';

describe('the spans of the gateway', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let feed: TestFeed;
  let productsFile: string;
  let feedFile: string;
  let collector: TraceCollector;
  const folders: string[] = [];
  let gateway: GatewayProcess;

  const supergraphOf = async (subgraphs: Parameters<typeof composed>[0]): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
    folders.push(folder);
    const file = join(folder, 'supergraph.graphql');
    await writeFile(file, composed(subgraphs));
    return file;
  };

  beforeAll(async () => {
    parts = await productSubgraphs();
    productsFile = await supergraphOf(Object.values(parts));
    feed = await testFeed('reviews');
    feedFile = await supergraphOf([feed]);
  });

  afterAll(async () => {
    await Promise.all([stopSubgraphs(parts), feed.kill()]);
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    collector = await traceCollector();
  });

  afterEach(async () => {
    await gateway.stop();
    await collector.stop();
  });

  const start = async (file: string, protocol: 'http/json' | 'http/protobuf'): Promise<void> => {
    gateway = await gatewayProcess({
      SUPERGRAPH_FILE: file,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_BSP_SCHEDULE_DELAY: NEVER_BY_ITSELF,
    });
  };

  const ask = (query: string): Promise<Response> =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: TRACEPARENT },
      body: JSON.stringify({ query }),
    });

  const spanNamed = (name: string): CollectedSpan => {
    const found = collector.spans().find((span) => span.name === name);
    if (found === undefined) throw new Error(`No span "${name}" among ${JSON.stringify(collector.spans())}`);
    return found;
  };

  it('join the trace of the client with what its operation causes in the subgraphs', async () => {
    await start(productsFile, 'http/json');
    parts.products.received.length = 0;
    expect((await ask('query Seen { views }')).status).toBe(200);
    expect(await gateway.stop()).toBe(0);

    const operation = spanNamed('query Seen');
    const fetched = spanNamed('gateway.fetch');
    expect(operation).toMatchObject({ traceId: TRACE_ID, parentSpanId: CLIENTS_SPAN });
    expect(operation.attributes).toContainEqual({ key: 'graphql.operation.name', value: { stringValue: 'Seen' } });
    expect(fetched.attributes).toContainEqual({ key: 'service', value: { stringValue: 'products' } });
    expect(fetched.parentSpanId).toBe(operation.spanId);
    expect(parts.products.received.map(({ headers }) => headers['traceparent'])).toEqual([
      `00-${TRACE_ID}-${fetched.spanId}-01`,
    ]);
    expect(new Set(collector.spans().map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
  });

  it('are sent as protobuf unless something else is set, and nothing but spans is sent', async () => {
    await start(productsFile, 'http/protobuf');
    expect((await ask('query Seen { views }')).status).toBe(200);
    await gateway.stop();

    expect(collector.exports.map(({ path, contentType }) => [path, contentType])).toEqual([
      ['/v1/traces', 'application/x-protobuf'],
    ]);
    expect(collector.exports[0]?.body.includes(Buffer.from(TRACE_ID, 'hex'))).toBe(true);
  });

  it('have a span for each event of a subscription, in the trace of its subscriber', async () => {
    await start(feedFile, 'http/json');
    const hangUp = new AbortController();
    const stream = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', traceparent: TRACEPARENT },
      body: JSON.stringify({ query: 'subscription Down { countdown(from: 0) }' }),
      signal: hangUp.signal,
    });
    expect(await stream.text()).toContain('"countdown":0');
    await gateway.stop();

    expect(spanNamed('subscription Down')).toMatchObject({ traceId: TRACE_ID, parentSpanId: CLIENTS_SPAN });
    await eventually(async () => {
      expect((await feed.counts()).inits).toContainEqual(expect.objectContaining({ traceparent: TRACEPARENT }));
    });
  });
});
