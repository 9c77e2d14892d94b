import { eventually } from '@oms/testing';
import {
  acknowledgedSocket,
  rawSocket,
  subscribeMessage as ask,
  type Handshake,
  type RawSocket,
} from '../../subscriptions/testing/clients';
import { openSubscriptionFixture, type SubscriptionFixture } from '../../subscriptions/testing/subscription-fixture';

describe('graphql-transport-ws closes', () => {
  let fixture: SubscriptionFixture;

  beforeAll(async () => {
    fixture = await openSubscriptionFixture({
      env: {
        SUBSCRIPTION_INIT_WAIT_MS: '300',
        SUBSCRIPTION_CONNECTIONS_PER_CALLER_MAX: '2',
        SUBSCRIPTION_MESSAGES_PER_SECOND_MAX: '100',
        SUBSCRIPTION_HEARTBEAT_MS: '500',
      },
    });
  });

  afterAll(() => fixture.close());

  const socket = (handshake?: Handshake): Promise<RawSocket> => rawSocket(fixture.gateway, handshake);
  const acknowledged = (payload?: object): Promise<RawSocket> => acknowledgedSocket(fixture.gateway, payload);

  it('with 4400 what is no message', async () => {
    const opened = await acknowledged();
    opened.send('{"type":');
    expect(await opened.closed()).toEqual({ code: 4400, reason: 'Invalid message received' });
  });

  it('with 4400 a message of an unknown type', async () => {
    const opened = await acknowledged();
    opened.send({ type: 'start' });
    expect((await opened.closed()).code).toBe(4400);
  });

  it('with 4401 a subscription before the acknowledgement', async () => {
    const opened = await socket();
    opened.send(ask('1', '{ headline }'));
    expect(await opened.closed()).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  it('with 4403 a token that does not hold', async () => {
    const opened = await socket();
    opened.send({ type: 'connection_init', payload: { authorization: 'Bearer invalid' } });
    expect(await opened.closed()).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  it('with 4403 a token in the headers that does not hold, unless connection_init has another', async () => {
    const headers = { authorization: 'Bearer invalid' };
    const refused = await socket({ headers });
    refused.send({ type: 'connection_init' });
    expect(await refused.closed()).toEqual({ code: 4403, reason: 'Forbidden' });
    const accepted = await socket({ headers });
    accepted.send({ type: 'connection_init', payload: { authorization: 'Bearer grace' } });
    await eventually(() => {
      expect(accepted.messages).toEqual([{ type: 'connection_ack' }]);
    });
    accepted.socket.close();
  });

  it('with 1013, on which clients come back, a token that cannot be checked at the moment', async () => {
    const opened = await socket();
    opened.send({ type: 'connection_init', payload: { authorization: 'Bearer unverifiable' } });
    expect((await opened.closed()).code).toBe(1013);
  });

  it('with 4406 another subprotocol', async () => {
    const opened = await socket({ protocol: '' });
    expect((await opened.closed()).code).toBe(4406);
  });

  it('with 4408 who does not say connection_init', async () => {
    const opened = await socket();
    expect(await opened.closed()).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  it('with 4409 an id that is in use', async () => {
    const opened = await acknowledged();
    opened.send(ask('1', 'subscription { reviewAdded { id } }'));
    opened.send(ask('1', 'subscription { reviewAdded { id } }'));
    expect(await opened.closed()).toEqual({ code: 4409, reason: 'Subscriber for 1 already exists' });
    await fixture.reviewsServes(0);
  });

  it('with 4429 a second connection_init', async () => {
    const opened = await acknowledged();
    opened.send({ type: 'connection_init' });
    expect(await opened.closed()).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  it('with 1009 a message that is too large', async () => {
    const opened = await acknowledged();
    opened.send(ask('1', `{ headline } # ${'x'.repeat(70_000)}`));
    expect((await opened.closed()).code).toBe(1009);
  });

  it('with 1008 a flood of messages', async () => {
    const opened = await acknowledged();
    for (let i = 0; i < 200; i += 1) opened.socket.ping();
    expect((await opened.closed()).code).toBe(1008);
  });

  it('with 1013 one connection more than an actor may have', async () => {
    const first = await acknowledged({ authorization: 'Bearer ada' });
    const second = await acknowledged({ authorization: 'Bearer ada' });
    const third = await socket();
    third.send({ type: 'connection_init', payload: { authorization: 'Bearer ada' } });
    expect((await third.closed()).code).toBe(1013);
    first.socket.close();
    second.socket.close();
  });

  it('a socket that does not answer pings', async () => {
    const opened = await socket();
    opened.send({ type: 'connection_init' });
    opened.socket.pause();
    await eventually(async () => {
      expect(await fixture.gateway.metric(/connections_open\{.*websocket/)).toBe(0);
    });
    opened.socket.terminate();
  });
});
