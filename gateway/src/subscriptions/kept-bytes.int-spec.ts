import { eventually } from '@oms/testing';
import { acknowledgedSocket, subscribeMessage } from './testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from './testing/subscription-fixture';

describe('a gateway whose subscriptions keep as much as they may', () => {
  let fixture: SubscriptionFixture;

  beforeAll(async () => {
    fixture = await openSubscriptionFixture({ env: { SUBSCRIPTION_KEPT_BYTES_MAX: '60000' } });
  });

  afterAll(() => fixture.close());

  it('refuses the next one, and takes it when another has ended', async () => {
    const opened = await acknowledgedSocket(fixture.gateway);
    const withVariables = (id: string) =>
      subscribeMessage(id, 'subscription ($upc: ID) { reviewAdded(upc: $upc) { id } }', {
        variables: { upc: 'x'.repeat(3_000) },
      });
    opened.send(withVariables('first'));
    await fixture.reviewsServes(1);
    opened.send(withVariables('second'));
    await eventually(() => {
      expect(opened.messages).toMatchObject([
        { id: 'second', type: 'error', payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] },
      ]);
    });
    opened.send({ id: 'first', type: 'complete' });
    await fixture.reviewsServes(0);
    opened.send(withVariables('third'));
    await fixture.reviewsServes(1);
    expect(opened.messages).toHaveLength(1);
    opened.socket.close();
  });
});
