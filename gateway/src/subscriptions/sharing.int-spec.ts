import { eventually } from '@oms/testing';
import { subscribe, type Received } from './testing/clients';
import { openShop, type Shop } from './testing/open-shop';

const GREETING_MS = 300;

describe('identical subscriptions', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop({ env: { SUBSCRIPTION_GREETING_MS: GREETING_MS.toString() } });
  });

  afterAll(() => shop.close());

  const open = async (count: number): Promise<void> =>
    eventually(async () => {
      expect(await shop.gateway.metric(/subscriptions_open\{/)).toBe(count);
    });

  const got = (received: Received, ...data: unknown[]): Promise<void> =>
    eventually(() => {
      expect(received.events).toEqual(data.map((each) => ({ data: each })));
    });

  /** A stream that has been silent for longer than a greeting takes. */
  const silentStream = async (query: string, variables?: Record<string, unknown>): Promise<Received> => {
    const received = await shop.hears(query, variables);
    const since = Date.now();
    await eventually(() => {
      expect(Date.now() - since).toBeGreaterThan(GREETING_MS);
    });
    return received;
  };

  const leave = async (...all: Received[]): Promise<void> => {
    for (const received of all) received.leave();
    await open(0);
    await shop.reviewsServes(0);
  };

  it('of one identity share an upstream, whatever the order of their variables', async () => {
    const query = 'subscription ($upc: ID, $brief: Boolean!) { reviewAdded(upc: $upc) { id body @skip(if: $brief) } }';
    const before = (await shop.reviews.counts()).subscribed;
    const all = Array.from({ length: 20 }, (_, index) =>
      subscribe(shop.client(), query, index % 2 ? { upc: '1', brief: true } : { brief: true, upc: '1' }),
    );
    await open(20);
    await shop.reviewsServes(1);
    shop.reviews.publish('review 1', { id: 'r1' });
    for (const received of all) await got(received, { reviewAdded: { id: 'r1' } });
    expect((await shop.reviews.counts()).subscribed).toBe(before + 1);
    await leave(...all);
  });

  it('of different identities, variables or operations share nothing', async () => {
    const query = 'subscription ($upc: ID) { reviewAdded(upc: $upc) { id } }';
    const all = [
      subscribe(shop.client(), query, { upc: '1' }),
      subscribe(shop.client(), query, { upc: '2' }),
      subscribe(shop.client('Bearer ada'), query, { upc: '1' }),
      subscribe(shop.client('Bearer grace'), query, { upc: '1' }),
      subscribe(shop.client(), query.replace('id }', 'id body }'), { upc: '1' }),
    ];
    await shop.reviewsServes(5);
    await leave(...all);
  });

  it('go on when the first leaves, and end at once with the last, with no event pending', async () => {
    const query = 'subscription { reviewAdded { id } }';
    const first = await shop.hears(query);
    const second = subscribe(shop.client(), query);
    await open(2);
    first.leave();
    await open(1);
    shop.reviews.publish('review', { id: 'r1' });
    await got(second, { reviewAdded: { id: 'r1' } });
    expect(first.events).toEqual([]);
    second.leave();
    await shop.reviewsServes(0);
    await eventually(async () => {
      expect((await shop.reviews.counts()).sockets).toBe(0);
    });
  });

  it('may begin later and miss nothing from then on', async () => {
    const query = 'subscription { reviewAdded { id } }';
    const first = await silentStream(query);
    shop.reviews.publish('review', { id: 'r1' });
    await got(first, { reviewAdded: { id: 'r1' } });
    const later = subscribe(shop.client(), query);
    await open(2);
    await shop.reviewsServes(1);
    shop.reviews.publish('review', { id: 'r2' });
    shop.reviews.publish('review', { id: 'r3' });
    await got(first, { reviewAdded: { id: 'r1' } }, { reviewAdded: { id: 'r2' } }, { reviewAdded: { id: 'r3' } });
    await got(later, { reviewAdded: { id: 'r2' } }, { reviewAdded: { id: 'r3' } });
    await leave(first, later);
  });

  it('that are greeted with the present state are greeted later too', async () => {
    const query = 'subscription { rating(upc: "2") { stars product { name } } }';
    const greeting = { rating: { stars: 3, product: { name: 'Chair' } } };
    const first = await shop.hears(query);
    await got(first, greeting);
    const later = await shop.hears(query);
    await got(later, greeting);
    shop.reviews.publish('rating 2', { stars: 5, product: { upc: '2' } });
    const change = { rating: { stars: 5, product: { name: 'Chair' } } };
    await got(first, greeting, change);
    await got(later, greeting, change);
    await leave(first, later);
  });

  it('of a series see all of it, however late', async () => {
    const query = 'subscription { countdown(from: 2) }';
    const first = await shop.hears(query);
    await got(first, { countdown: 2 }, { countdown: 1 }, { countdown: 0 });
    const later = await shop.hears(query);
    await got(later, { countdown: 2 }, { countdown: 1 }, { countdown: 0 });
    await eventually(() => {
      expect([first.outcome, later.outcome]).toEqual(['completed', 'completed']);
    });
  });
});
