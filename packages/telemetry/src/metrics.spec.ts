import { createMetrics } from './metrics';

describe('the metrics of a process', () => {
  it('carry its name', async () => {
    const metrics = createMetrics({ service: 'orders' });
    metrics.counter('orders_placed_total', 'Orders placed', ['channel']).inc({ channel: 'web' });
    expect(await metrics.registry.metrics()).toContain('orders_placed_total{channel="web",service="orders"} 1');
  });

  it('are the same ones for every part that requests them by name', async () => {
    const metrics = createMetrics({ service: 'orders' });
    metrics.counter('events_total', 'Events').inc();
    metrics.counter('events_total', 'Events').inc();
    expect(await metrics.registry.metrics()).toContain('events_total{service="orders"} 2');
  });

  it('include the process itself', async () => {
    const { registry } = createMetrics({ service: 'orders' });
    expect(await registry.metrics()).toContain('nodejs_eventloop_lag_p99_seconds');
  });
});
