import { concatAST, parse } from 'graphql';
import { eventually } from '@oms/testing';
import { testGateway } from '../testing/test-gateway';
import { subscribe, subscribeByEvents, webSocketClient } from './testing/clients';
import { openShop, type Shop } from './testing/open-shop';

const ADDED = 'subscription { reviewAdded { id } }';

describe('the subgraph that owns a subscription', () => {
  let shop: Shop;

  beforeEach(async () => {
    shop = await openShop({ env: { ERROR_MASKING: 'off' } });
  });

  afterEach(() => shop.close());

  it('gets the authorization and the correlation id in connection_init and in the headers', async () => {
    subscribe(shop.client('Bearer ada'), ADDED);
    await shop.reviewsServes(1);
    const { inits, upgrades } = await shop.reviews.counts();
    const forwarded = { authorization: 'Bearer ada', 'x-correlation-id': expect.stringMatching(/./) as unknown };
    expect(inits).toEqual([expect.objectContaining(forwarded)]);
    expect(upgrades).toEqual([expect.objectContaining(forwarded)]);
  });

  it('hears the token of an event stream too', async () => {
    const received = subscribeByEvents(shop.gateway, 'subscription { whoAmI }', 'Bearer ada');
    await eventually(() => {
      expect(received.events).toEqual([{ data: { whoAmI: 'Bearer ada' } }]);
    });
    received.leave();
  });

  it('has one socket for each identity', async () => {
    const ada = shop.client('Bearer ada');
    for (const upc of ['1', '2', '3'])
      subscribe(ada, 'subscription ($upc: ID) { reviewAdded(upc: $upc) { id } }', { upc });
    subscribe(shop.client('Bearer grace'), ADDED);
    await shop.reviewsServes(4);
    expect((await shop.reviews.counts()).socketsEver).toBe(2);
  });

  it('is asked again after its connections broke', async () => {
    const received = await shop.hears(ADDED);
    shop.reviews.dropSockets();
    await eventually(async () => {
      expect(await shop.reviews.counts()).toMatchObject({ subscribed: 2, active: 1 });
    });
    shop.reviews.publish('review', { id: 'r1' });
    await eventually(() => {
      expect(received.events).toEqual([{ data: { reviewAdded: { id: 'r1' } } }]);
    });
  });

  it('is asked again after it was killed and started', async () => {
    const received = await shop.hears(ADDED);
    await shop.reviews.kill();
    await shop.reviews.restart();
    await eventually(() => shop.reviewsServes(1), { withinMs: 15_000 });
    shop.reviews.publish('review', { id: 'r1' });
    await eventually(() => {
      expect(received.events).toEqual([{ data: { reviewAdded: { id: 'r1' } } }]);
    });
    expect(received.outcome).toBeUndefined();
  });

  it('is given up with an error when it cannot be reached', async () => {
    await shop.reviews.kill();
    const received = subscribe(shop.client(), ADDED);
    await eventually(() => {
      expect(received.outcome).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    });
  });

  it('may refuse a caller', async () => {
    const received = subscribe(shop.client('Bearer unwanted'), ADDED);
    await eventually(() => {
      expect(received.outcome).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    });
  });

  it('may refuse an operation, in its own words', async () => {
    const received = subscribe(shop.client(), 'subscription { refused }');
    await eventually(() => {
      expect(received.outcome).toBe('completed');
    });
    expect(received.events).toMatchObject([
      { data: { refused: null }, errors: [{ message: 'not for you', path: ['refused'] }] },
    ]);
  });

  it('may not know what the supergraph says it has', async () => {
    const typeDefs = concatAST([shop.reviews.typeDefs, parse('extend type Subscription { unknown: Int }')]);
    const gateway = await testGateway([{ ...shop.reviews, typeDefs }], { ERROR_MASKING: 'off' });
    const received = subscribe(webSocketClient(gateway), 'subscription { unknown }');
    await eventually(() => {
      expect(received.outcome).toMatchObject({
        errors: [{ message: expect.stringContaining('Cannot query field "unknown"') as unknown }],
      });
    });
    await gateway.stop();
  });

  it('hears no refused operation', async () => {
    const received = subscribe(shop.client(), 'subscription { secret { text } }');
    await eventually(() => {
      expect(received.outcome).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    });
    expect((await shop.reviews.counts()).socketsEver).toBe(0);
  });
});
