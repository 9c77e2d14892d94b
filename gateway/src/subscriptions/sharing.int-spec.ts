import { eventually } from '@oms/testing';
import { subscribe, type Received } from './testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from './testing/subscription-fixture';

const INITIAL_EVENT_MS = 300;

describe('identical subscriptions', () => {
  let fixture: SubscriptionFixture;

  beforeAll(async () => {
    fixture = await openSubscriptionFixture({ env: { SUBSCRIPTION_GREETING_MS: INITIAL_EVENT_MS.toString() } });
  });

  afterAll(() => fixture.close());

  const open = async (count: number): Promise<void> =>
    eventually(async () => {
      expect(await fixture.gateway.metric(/subscriptions_open\{/)).toBe(count);
    });

  const got = (received: Received, ...data: unknown[]): Promise<void> =>
    eventually(() => {
      expect(received.events).toEqual(data.map((each) => ({ data: each })));
    });

  /** A stream that has been silent for longer than an initial event may take. */
  const silentStream = async (query: string, variables?: Record<string, unknown>): Promise<Received> => {
    const received = await fixture.subscribes(query, variables);
    const since = Date.now();
    await eventually(() => {
      expect(Date.now() - since).toBeGreaterThan(INITIAL_EVENT_MS);
    });
    return received;
  };

  const leave = async (...all: Received[]): Promise<void> => {
    for (const received of all) received.leave();
    await open(0);
    await fixture.reviewsServes(0);
  };

  it('of one identity share an upstream, whatever the order of their variables', async () => {
    const query = 'subscription ($upc: ID, $brief: Boolean!) { reviewAdded(upc: $upc) { id body @skip(if: $brief) } }';
    const before = (await fixture.reviews.counts()).subscribed;
    const all = Array.from({ length: 20 }, (_, index) =>
      subscribe(fixture.client(), query, index % 2 ? { upc: '1', brief: true } : { brief: true, upc: '1' }),
    );
    await open(20);
    await fixture.reviewsServes(1);
    fixture.reviews.publish('review 1', { id: 'r1' });
    for (const received of all) await got(received, { reviewAdded: { id: 'r1' } });
    expect((await fixture.reviews.counts()).subscribed).toBe(before + 1);
    await leave(...all);
  });

  it('of different identities, variables or operations share nothing', async () => {
    const query = 'subscription ($upc: ID) { reviewAdded(upc: $upc) { id } }';
    const all = [
      subscribe(fixture.client(), query, { upc: '1' }),
      subscribe(fixture.client(), query, { upc: '2' }),
      subscribe(fixture.client('Bearer ada'), query, { upc: '1' }),
      subscribe(fixture.client('Bearer grace'), query, { upc: '1' }),
      subscribe(fixture.client(), query.replace('id }', 'id body }'), { upc: '1' }),
    ];
    await fixture.reviewsServes(5);
    await leave(...all);
  });

  it('go on when the first leaves, and end at once with the last, with no event pending', async () => {
    const query = 'subscription { reviewAdded { id } }';
    const first = await fixture.subscribes(query);
    const second = subscribe(fixture.client(), query);
    await open(2);
    first.leave();
    await open(1);
    fixture.reviews.publish('review', { id: 'r1' });
    await got(second, { reviewAdded: { id: 'r1' } });
    expect(first.events).toEqual([]);
    second.leave();
    await fixture.reviewsServes(0);
    await eventually(async () => {
      expect((await fixture.reviews.counts()).sockets).toBe(0);
    });
  });

  it('may begin later and miss nothing from then on', async () => {
    const query = 'subscription { reviewAdded { id } }';
    const first = await silentStream(query);
    fixture.reviews.publish('review', { id: 'r1' });
    await got(first, { reviewAdded: { id: 'r1' } });
    const later = subscribe(fixture.client(), query);
    await open(2);
    await fixture.reviewsServes(1);
    fixture.reviews.publish('review', { id: 'r2' });
    fixture.reviews.publish('review', { id: 'r3' });
    await got(first, { reviewAdded: { id: 'r1' } }, { reviewAdded: { id: 'r2' } }, { reviewAdded: { id: 'r3' } });
    await got(later, { reviewAdded: { id: 'r2' } }, { reviewAdded: { id: 'r3' } });
    await leave(first, later);
  });

  it('that begin with the present state begin with it for later clients too', async () => {
    const query = 'subscription { rating(upc: "2") { stars product { name } } }';
    const initial = { rating: { stars: 3, product: { name: 'Chair' } } };
    const first = await fixture.subscribes(query);
    await got(first, initial);
    const later = await fixture.subscribes(query);
    await got(later, initial);
    fixture.reviews.publish('rating 2', { stars: 5, product: { upc: '2' } });
    const change = { rating: { stars: 5, product: { name: 'Chair' } } };
    await got(first, initial, change);
    await got(later, initial, change);
    await leave(first, later);
  });

  it('of a series see all of it, however late', async () => {
    const query = 'subscription { countdown(from: 2) }';
    const first = await fixture.subscribes(query);
    await got(first, { countdown: 2 }, { countdown: 1 }, { countdown: 0 });
    const later = await fixture.subscribes(query);
    await got(later, { countdown: 2 }, { countdown: 1 }, { countdown: 0 });
    await eventually(() => {
      expect([first.outcome, later.outcome]).toEqual(['completed', 'completed']);
    });
  });
});
