import { eventually } from '@oms/testing';
import { subscribe, subscribeByEvents, webSocketClient } from './testing/clients';
import { testGateway, type TestGateway } from '../testing/test-gateway';
import { testSubgraph, type TestSubgraph } from './testing/test-subgraph';

describe('an event of one subgraph', () => {
  let reviews: TestSubgraph;
  let products: TestSubgraph;
  let deliveries: TestSubgraph;
  let gateway: TestGateway;

  beforeAll(async () => {
    [reviews, products, deliveries] = await Promise.all([
      testSubgraph('reviews'),
      testSubgraph('products'),
      testSubgraph('deliveries'),
    ]);
    gateway = await testGateway([reviews, products, deliveries]);
  });

  afterAll(async () => {
    await gateway.stop();
    await Promise.all([reviews.kill(), products.kill(), deliveries.kill()]);
  });

  const subscribed = async (count: number): Promise<void> =>
    eventually(async () => {
      expect((await reviews.counts()).active).toBe(count);
    });

  it('reaches a WebSocket with its fields of other subgraphs', async () => {
    const received = subscribe(
      webSocketClient(gateway),
      'subscription { reviewAdded { id product { name shipping } } }',
    );
    await subscribed(1);
    reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await eventually(() => {
      expect(received.events).toEqual([
        { data: { reviewAdded: { id: 'r1', product: { name: 'Chair', shipping: 10 } } } },
      ]);
    });
    received.leave();
    await subscribed(0);
  });

  it('reaches an event stream with its fields of other subgraphs', async () => {
    const received = subscribeByEvents(gateway, 'subscription { reviewAdded { id product { name shipping } } }');
    await subscribed(1);
    reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await eventually(() => {
      expect(received.events).toEqual([
        { data: { reviewAdded: { id: 'r1', product: { name: 'Chair', shipping: 10 } } } },
      ]);
    });
    received.leave();
    await subscribed(0);
  });
});
