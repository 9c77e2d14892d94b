import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { eventually } from '@oms/testing';
import { rawSocket, subscribe, subscribeByEvents, type RawSocket } from './testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from './testing/subscription-fixture';

const EVENTS = 300;
const BODY = 'x'.repeat(100_000);

describe('a subscription ends', () => {
  let fixture: SubscriptionFixture;

  beforeEach(async () => {
    fixture = await openSubscriptionFixture({
      env: { SUBSCRIPTION_UNREAD_BYTES_MAX: '200000', SUBSCRIPTION_EVENTS_WAITING_MAX: '400' },
    });
  });

  afterEach(() => fixture.close());

  const ended = (reason: string): Promise<number> => fixture.gateway.metric(new RegExp(`ended_total\\{.*"${reason}"`));

  const socketWith = async (query: string, authorization?: string): Promise<RawSocket> => {
    const opened = await rawSocket(fixture.gateway);
    opened.send({ type: 'connection_init', payload: authorization === undefined ? {} : { authorization } });
    await eventually(() => {
      expect(opened.messages).toHaveLength(1);
    });
    opened.send({ id: '1', type: 'subscribe', payload: { query } });
    return opened;
  };

  it('when its client does not read, and others notice nothing', async () => {
    const query = 'subscription { reviewAdded { id body } }';
    const reading = await fixture.subscribes(query);
    const lazy = await socketWith(query);
    await eventually(async () => {
      expect(await fixture.gateway.metric(/subscriptions_open\{/)).toBe(2);
    });
    lazy.socket.pause();
    for (let id = 0; id < EVENTS; id += 1) fixture.reviews.publish('review', { id: id.toString(), body: BODY });
    await eventually(
      async () => {
        expect(reading.events).toHaveLength(EVENTS);
        expect(await ended('slow_client')).toBe(1);
      },
      { withinMs: 30_000 },
    );
    expect(await fixture.gateway.metric(/drops_total\{.*websocket/)).toBe(1);
    expect(reading.outcome).toBeUndefined();
    lazy.socket.resume();
    expect((await lazy.closed()).code).not.toBe(1000);
    expect(lazy.messages.length).toBeLessThan(EVENTS);
  });

  it('when the client of an event stream does not read', async () => {
    const query = encodeURIComponent('subscription { reviewAdded { id body } }');
    const asked = get(`${fixture.gateway.url}?query=${query}`, { headers: { accept: 'text/event-stream' } });
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    await fixture.reviewsServes(1);
    for (let id = 0; id < EVENTS; id += 1) fixture.reviews.publish('review', { id: id.toString(), body: BODY });
    await eventually(
      async () => {
        expect(await ended('slow_client')).toBe(1);
      },
      { withinMs: 30_000 },
    );
    expect(await fixture.gateway.metric(/drops_total\{.*sse/)).toBe(1);
    await fixture.reviewsServes(0);
    asked.destroy();
  });

  it('with an error when events come faster than they can be joined', async () => {
    const received = await fixture.subscribes('subscription { reviewAdded { id product { name } } }');
    for (let id = 0; id < 5_000; id += 1)
      fixture.reviews.publish('review', { id: id.toString(), product: { upc: '1' } });
    await eventually(() => {
      expect(received.outcome).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_EVENTS' } }] });
    });
    await fixture.reviewsServes(0);
    expect(await ended('too_many_events')).toBe(1);
  });

  it('with 4403 when the token expires', async () => {
    const soon = Math.ceil(Date.now() / 1_000) + 1;
    const opened = await socketWith('subscription { reviewAdded { id } }', `Bearer ada ${soon.toString()}`);
    expect(await opened.closed()).toEqual({ code: 4403, reason: 'Token expired' });
    await fixture.reviewsServes(0);
    expect(await ended('token_expired')).toBe(1);
  });

  it('when its client completes it, or hangs up', async () => {
    const opened = await socketWith('subscription { reviewAdded { id } }');
    await fixture.reviewsServes(1);
    opened.socket.terminate();
    await fixture.reviewsServes(0);
    const stream = subscribeByEvents(fixture.gateway, 'subscription { reviewAdded { id } }');
    await fixture.reviewsServes(1);
    stream.leave();
    await fixture.reviewsServes(0);
    expect(await ended('client_left')).toBe(2);
  });

  it('with 1001 when the gateway stops, after what was running was answered', async () => {
    const opened = await socketWith('subscription { reviewAdded { id } }');
    await fixture.reviewsServes(1);
    const stream = await fixture.subscribesByEvents('subscription { batchAdded { upc } }');
    await fixture.reviewsServes(2);
    opened.send({ id: '2', type: 'subscribe', payload: { query: '{ slow }' } });
    opened.send({ type: 'ping' });
    await eventually(() => {
      expect(opened.messages.at(-1)).toEqual({ type: 'pong' });
    });
    await fixture.gateway.stop();
    expect(await opened.closed()).toEqual({ code: 1001, reason: 'Going away' });
    expect(opened.messages.slice(-2)).toEqual([
      { id: '2', type: 'next', payload: { data: { slow: 1 } } },
      { id: '2', type: 'complete' },
    ]);
    await eventually(() => {
      // No `complete`: the client is to connect again.
      expect(stream.outcome).toHaveProperty('errors');
    });
    await fixture.reviewsServes(0);
  });

  it('for one client alone when that one leaves', async () => {
    const client = fixture.client();
    const first = subscribe(client, 'subscription { reviewAdded { id } }');
    const second = subscribe(client, 'subscription { batchAdded { upc } }');
    await fixture.reviewsServes(2);
    first.leave();
    await fixture.reviewsServes(1);
    fixture.reviews.publish('batch', [{ upc: '1' }]);
    await eventually(() => {
      expect(second.events).toEqual([{ data: { batchAdded: [{ upc: '1' }] } }]);
    });
  });
});
