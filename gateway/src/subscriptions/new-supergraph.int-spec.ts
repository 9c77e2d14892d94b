import { parse, print } from 'graphql';
import { eventually } from '@oms/testing';
import { composed, replaceFile, type Composable } from '../testing/test-gateway';
import { subscribe } from './testing/clients';
import { openShop, type Shop } from './testing/open-shop';
import { testSubgraph } from './testing/test-subgraph';

describe('a new supergraph', () => {
  let shop: Shop;

  beforeEach(async () => {
    shop = await openShop({ env: { SUBSCRIPTION_CHANGES_PER_SECOND_MAX: '5', ERROR_MASKING: 'off' } });
  });

  afterEach(() => shop.close());

  const reloads = (): Promise<number> => shop.gateway.metric(/reloads_total\{.*"loaded"/);

  const putInForce = async (...subgraphs: readonly Composable[]): Promise<void> => {
    await replaceFile(shop.gateway.file, composed(subgraphs));
    await eventually(async () => {
      expect(await reloads()).toBeGreaterThan(0);
    });
  };

  const edited = (subgraph: Composable, edit: (sdl: string) => string): Composable => ({
    ...subgraph,
    typeDefs: parse(edit(print(subgraph.typeDefs))),
  });

  it('in which a subscription still fits lets it go on, on the same upstream', async () => {
    const received = await shop.hears('subscription { reviewAdded { id product { name } } }');
    await putInForce(
      shop.reviews,
      edited(shop.products, (sdl) => sdl.replace('slow: Int', 'slow: Int\n  quick: Int')),
    );
    shop.reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await eventually(() => {
      expect(received.events).toEqual([{ data: { reviewAdded: { id: 'r1', product: { name: 'Chair' } } } }]);
    });
    expect(await shop.reviews.counts()).toMatchObject({ subscribed: 1, active: 1 });
  });

  it('that has the subgraph elsewhere takes its subscriptions there', async () => {
    const received = await shop.hears('subscription { reviewAdded { id product { name } } }');
    const moved = await testSubgraph('reviews');
    await putInForce(moved, shop.products);
    await shop.reviewsServes(0);
    await eventually(async () => {
      expect((await moved.counts()).active).toBe(1);
    });
    moved.publish('review', { id: 'r1', product: { upc: '2' } });
    await eventually(() => {
      expect(received.events).toEqual([{ data: { reviewAdded: { id: 'r1', product: { name: 'Chair' } } } }]);
    });
    await moved.kill();
  });

  it('in which subscriptions do not fit ends them with a clear error, one after the other', async () => {
    const client = shop.client();
    const query = 'subscription { reviewAdded { id product { name } } }';
    const first = await shop.hears(query);
    const others = Array.from({ length: 3 }, () => subscribe(client, query));
    const fitting = await shop.hears('subscription { reviewAdded { id } }');
    await eventually(async () => {
      expect(await shop.gateway.metric(/subscriptions_open\{/)).toBe(5);
    });
    await putInForce(
      shop.reviews,
      edited(shop.products, (sdl) => sdl.replace('name: String', '')),
    );
    await eventually(() => {
      expect(first.outcome).toMatchObject({ errors: [{ extensions: { code: 'SUPERGRAPH_CHANGED' } }] });
    });
    expect(others.at(-1)?.outcome).toBeUndefined();
    shop.reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await eventually(() => {
      expect(others.at(-1)?.events).toHaveLength(1);
      expect(others.map(({ outcome }) => typeof outcome)).toEqual(['object', 'object', 'object']);
    });
    expect(fitting.outcome).toBeUndefined();
    expect(fitting.events).toEqual([{ data: { reviewAdded: { id: 'r1' } } }]);
    expect(await shop.gateway.metric(/ended_total\{.*supergraph_changed/)).toBe(4);
  });
});
