import { eventually } from '@oms/testing';
import { freePort } from '../../testing/gateway-process';
import { productSubgraphs, stopSubgraphs } from '../../testing/product-subgraphs';
import { testGateway, type TestGateway } from '../../testing/test-gateway';

describe('the endpoints for the platform', () => {
  let parts: Awaited<ReturnType<typeof productSubgraphs>>;
  let metricsPort: string;
  let gateway: TestGateway;
  let answer: () => void = () => undefined;

  beforeAll(async () => {
    parts = await productSubgraphs();
  });

  afterAll(async () => {
    await stopSubgraphs(parts);
  });

  beforeEach(async () => {
    metricsPort = await freePort();
    gateway = await testGateway(Object.values(parts), { METRICS_PORT: metricsPort });
  });

  afterEach(async () => {
    parts.products.misbehave(undefined);
    answer();
    await gateway.stop();
  });

  const askInside = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${metricsPort}${path}`);

  it('are on a port of their own when one is set, and metrics nowhere else', async () => {
    await gateway.ask('{ views }');
    expect(await (await askInside('/metrics')).text()).toContain('gateway_operation_duration_seconds_count');
    expect((await gateway.request('/metrics')).status).toBe(404);
  });

  it('have health on both ports, since a load balancer reaches only the public one', async () => {
    for (const path of ['/livez', '/readyz']) {
      expect((await askInside(path)).status).toBe(200);
      expect((await gateway.request(path)).status).toBe(200);
    }
  });

  it('report once that the event loop was blocked for longer than five seconds', async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    Atomics.wait(cell, 0, 0, 5_200);
    expect((await gateway.request('/livez')).status).toBe(503);
    expect((await gateway.request('/livez')).status).toBe(200);
  });

  it('are all that the port of the metrics has', async () => {
    for (const path of ['/', '/graphql', '/graphiql']) expect((await askInside(path)).status).toBe(404);
  });

  it('report that the process takes no more traffic while it finishes its work', async () => {
    parts.products.misbehave(
      () =>
        new Promise((resolve) => {
          answer = () => {
            resolve(false);
          };
        }),
    );
    const seen = parts.products.received.length;
    const inFlight = gateway.ask('{ views }');
    await eventually(() => {
      expect(parts.products.received).toHaveLength(seen + 1);
    });
    const stopped = gateway.stop();
    await eventually(async () => {
      expect((await askInside('/readyz')).status).toBe(503);
    });
    expect((await askInside('/livez')).status).toBe(200);
    answer();
    expect((await inFlight).result).toEqual({ data: { views: 0 } });
    await stopped;
    await expect(askInside('/livez')).rejects.toThrow();
  });
});
