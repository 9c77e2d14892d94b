import { parse, print } from 'graphql';
import { eventually } from '@oms/testing';
import { composed, replaceFile, type Composable } from '../testing/test-gateway';
import { subscribe } from './testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from './testing/subscription-fixture';
import { testSubgraph } from './testing/test-subgraph';

describe('a new supergraph', () => {
  let fixture: SubscriptionFixture;

  beforeEach(async () => {
    fixture = await openSubscriptionFixture({
      env: { SUBSCRIPTION_CHANGES_PER_SECOND_MAX: '5', ERROR_MASKING: 'off' },
    });
  });

  afterEach(() => fixture.close());

  const reloads = (): Promise<number> => fixture.gateway.metric(/reloads_total\{.*"loaded"/);

  const putInForce = async (...subgraphs: readonly Composable[]): Promise<void> => {
    await replaceFile(fixture.gateway.file, composed(subgraphs));
    await eventually(async () => {
      expect(await reloads()).toBeGreaterThan(0);
    });
  };

  const edited = (subgraph: Composable, edit: (sdl: string) => string): Composable => ({
    ...subgraph,
    typeDefs: parse(edit(print(subgraph.typeDefs))),
  });

  it('in which a subscription still fits lets it go on, on the same upstream', async () => {
    const received = await fixture.subscribes('subscription { reviewAdded { id product { name } } }');
    await putInForce(
      fixture.reviews,
      edited(fixture.products, (sdl) => sdl.replace('slow: Int', 'slow: Int\n  quick: Int')),
    );
    fixture.reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await eventually(() => {
      expect(received.events).toEqual([{ data: { reviewAdded: { id: 'r1', product: { name: 'Chair' } } } }]);
    });
    expect(await fixture.reviews.counts()).toMatchObject({ subscribed: 1, active: 1 });
  });

  it('that has the subgraph elsewhere takes its subscriptions there', async () => {
    const received = await fixture.subscribes('subscription { reviewAdded { id product { name } } }');
    const moved = await testSubgraph('reviews');
    await putInForce(moved, fixture.products);
    await fixture.reviewsServes(0);
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
    const client = fixture.client();
    const query = 'subscription { reviewAdded { id product { name } } }';
    const first = await fixture.subscribes(query);
    const others = Array.from({ length: 3 }, () => subscribe(client, query));
    const fitting = await fixture.subscribes('subscription { reviewAdded { id } }');
    await eventually(async () => {
      expect(await fixture.gateway.metric(/subscriptions_open\{/)).toBe(5);
    });
    await putInForce(
      fixture.reviews,
      edited(fixture.products, (sdl) => sdl.replace('name: String', '')),
    );
    await eventually(() => {
      expect(first.outcome).toMatchObject({ errors: [{ extensions: { code: 'SUPERGRAPH_CHANGED' } }] });
    });
    expect(others.at(-1)?.outcome).toBeUndefined();
    fixture.reviews.publish('review', { id: 'r1', product: { upc: '2' } });
    await eventually(() => {
      expect(others.at(-1)?.events).toHaveLength(1);
      expect(others.map(({ outcome }) => typeof outcome)).toEqual(['object', 'object', 'object']);
    });
    expect(fitting.outcome).toBeUndefined();
    expect(fitting.events).toEqual([{ data: { reviewAdded: { id: 'r1' } } }]);
    expect(await fixture.gateway.metric(/ended_total\{.*supergraph_changed/)).toBe(4);
  });
});
