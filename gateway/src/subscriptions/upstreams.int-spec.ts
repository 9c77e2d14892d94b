import { concatAST, parse } from 'graphql';
import { eventually } from '@oms/testing';
import { testGateway } from '../testing/test-gateway';
import { subscribe, subscribeByEvents, webSocketClient } from './testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from './testing/subscription-fixture';

const ADDED = 'subscription { reviewAdded { id } }';

describe('the subgraph that owns a subscription', () => {
  let fixture: SubscriptionFixture;

  beforeEach(async () => {
    fixture = await openSubscriptionFixture({ env: { ERROR_MASKING: 'off' } });
  });

  afterEach(() => fixture.close());

  it('gets the authorization and the correlation id in connection_init and in the headers', async () => {
    subscribe(fixture.client('Bearer ada'), ADDED);
    await fixture.reviewsServes(1);
    const { inits, upgrades } = await fixture.reviews.counts();
    const forwarded = { authorization: 'Bearer ada', 'x-correlation-id': expect.stringMatching(/./) as unknown };
    expect(inits).toEqual([expect.objectContaining(forwarded)]);
    expect(upgrades).toEqual([expect.objectContaining(forwarded)]);
  });

  it('gets the token of an event stream too', async () => {
    const received = subscribeByEvents(fixture.gateway, 'subscription { whoAmI }', 'Bearer ada');
    await eventually(() => {
      expect(received.events).toEqual([{ data: { whoAmI: 'Bearer ada' } }]);
    });
    received.leave();
  });

  it('has one socket for each identity', async () => {
    const ada = fixture.client('Bearer ada');
    for (const upc of ['1', '2', '3'])
      subscribe(ada, 'subscription ($upc: ID) { reviewAdded(upc: $upc) { id } }', { upc });
    subscribe(fixture.client('Bearer grace'), ADDED);
    await fixture.reviewsServes(4);
    expect((await fixture.reviews.counts()).socketsEver).toBe(2);
  });

  it('gets its subscriptions again after its connections broke', async () => {
    const received = await fixture.subscribes(ADDED);
    fixture.reviews.dropSockets();
    await eventually(async () => {
      expect(await fixture.reviews.counts()).toMatchObject({ subscribed: 2, active: 1 });
    });
    fixture.reviews.publish('review', { id: 'r1' });
    await eventually(() => {
      expect(received.events).toEqual([{ data: { reviewAdded: { id: 'r1' } } }]);
    });
  });

  it('gets its subscriptions again after it was killed and started', async () => {
    const received = await fixture.subscribes(ADDED);
    await fixture.reviews.kill();
    await fixture.reviews.restart();
    await eventually(() => fixture.reviewsServes(1), { withinMs: 15_000 });
    fixture.reviews.publish('review', { id: 'r1' });
    await eventually(() => {
      expect(received.events).toEqual([{ data: { reviewAdded: { id: 'r1' } } }]);
    });
    expect(received.outcome).toBeUndefined();
  });

  it('is given up with an error when it cannot be reached', async () => {
    await fixture.reviews.kill();
    const received = subscribe(fixture.client(), ADDED);
    await eventually(() => {
      expect(received.outcome).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
    });
  });

  it('may refuse an actor', async () => {
    const received = subscribe(fixture.client('Bearer unwanted'), ADDED);
    await eventually(() => {
      expect(received.outcome).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    });
  });

  it('may refuse an operation with errors of its own', async () => {
    const received = subscribe(fixture.client(), 'subscription { refused }');
    await eventually(() => {
      expect(received.outcome).toBe('completed');
    });
    expect(received.events).toMatchObject([
      { data: { refused: null }, errors: [{ message: 'not for you', path: ['refused'] }] },
    ]);
  });

  it('may lack what it has in the supergraph', async () => {
    const typeDefs = concatAST([fixture.reviews.typeDefs, parse('extend type Subscription { unknown: Int }')]);
    const gateway = await testGateway([{ ...fixture.reviews, typeDefs }], { ERROR_MASKING: 'off' });
    const received = subscribe(webSocketClient(gateway), 'subscription { unknown }');
    await eventually(() => {
      expect(received.outcome).toMatchObject({
        errors: [{ message: expect.stringContaining('Cannot query field "unknown"') as unknown }],
      });
    });
    await gateway.stop();
  });

  it('gets no refused operation', async () => {
    const received = subscribe(fixture.client(), 'subscription { secret { text } }');
    await eventually(() => {
      expect(received.outcome).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    });
    expect((await fixture.reviews.counts()).socketsEver).toBe(0);
  });
});
