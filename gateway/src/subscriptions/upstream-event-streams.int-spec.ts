import { eventually } from '@oms/testing';
import { testGateway, type TestGateway } from '../testing/test-gateway';
import { subscribe, webSocketClient } from './testing/clients';
import { testSubgraph, type TestSubgraph } from './testing/test-subgraph';

describe('a subgraph that streams by server-sent events', () => {
  let news: TestSubgraph;
  let products: TestSubgraph;
  let gateway: TestGateway;

  beforeAll(async () => {
    [news, products] = await Promise.all([testSubgraph('news'), testSubgraph('products')]);
    gateway = await testGateway([news, products], {
      SUBGRAPH_NEWS_SUBSCRIPTION_URL: news.url.replace('/graphql', '/stream'),
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await Promise.all([news.kill(), products.kill()]);
  });

  const asked = async (subscribed: number): Promise<void> =>
    eventually(
      async () => {
        expect(await news.counts()).toMatchObject({ subscribed, active: 1 });
      },
      { withinMs: 15_000 },
    );

  it('is joined with others, is opened again after it broke, and ends when its client leaves', async () => {
    const client = webSocketClient(gateway);
    const received = subscribe(client, 'subscription { headline { text product { name } } }');
    await asked(1);
    news.publish('headline', { text: 'Sale', product: { upc: '2' } });
    const headline = { text: 'Sale', product: { name: 'Chair' } };
    await eventually(() => {
      expect(received.events).toEqual([{ data: { headline } }]);
    });
    await news.kill();
    await news.restart();
    await asked(1);
    news.publish('headline', { text: 'Sale', product: { upc: '2' } });
    await eventually(() => {
      expect(received.events).toEqual([{ data: { headline } }, { data: { headline } }]);
    });
    expect((await news.counts()).socketsEver).toBe(0);
    received.leave();
    await eventually(async () => {
      expect((await news.counts()).active).toBe(0);
    });
  });
});
