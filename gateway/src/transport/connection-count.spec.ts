import type { VerifiedActor } from '@oms/auth';
import { subscriptionSettings } from '../subscriptions/limits';
import { ConnectionCount } from './connection-count';

const ada: VerifiedActor = { id: 'ada', scopes: new Set(), expiresAt: 0, token: '' };
const grace: VerifiedActor = { ...ada, id: 'grace' };

describe('the count of connections', () => {
  const count = (): ConnectionCount =>
    new ConnectionCount(
      subscriptionSettings.parse({ SUBSCRIPTION_CONNECTIONS_MAX: '2', SUBSCRIPTION_CONNECTIONS_PER_CALLER_MAX: '1' }),
    );

  it('has so many places and no more, and a place that is given back twice counts once', () => {
    const connections = count();
    const releaseConnection = connections.take();
    connections.take();
    expect(connections.take()).toBeUndefined();
    releaseConnection?.();
    releaseConnection?.();
    expect(connections.take()).toBeDefined();
    expect(connections.take()).toBeUndefined();
  });

  it('has places for each actor, and for the anonymous as many as there are', () => {
    const connections = count();
    const releaseConnection = connections.takeFor(ada);
    expect(connections.takeFor(ada)).toBeUndefined();
    expect(connections.takeFor(grace)).toBeDefined();
    expect([connections.takeFor(undefined), connections.takeFor(undefined)]).not.toContain(undefined);
    releaseConnection?.();
    expect(connections.takeFor(ada)).toBeDefined();
  });
});
