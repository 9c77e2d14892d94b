import { eventName, type RecordedEvent, withoutSecrets } from './recorded-event';

const eventWith = (data: unknown): RecordedEvent => ({
  id: 'an-event',
  type: 'orders.payment-requested.v1',
  aggregateType: 'Order',
  aggregateId: 'an-order',
  sequence: 2,
  data,
  actorId: null,
  correlationId: 'c',
  causationId: null,
  idempotencyKey: null,
  schemaVersion: 1,
  occurredAt: 0,
});

describe('a recorded event', () => {
  it('is shown without tokens, however deep they are in its data', () => {
    const data = { attempt: 1, method: { type: 'CARD', token: 'a' }, others: [{ token: 'b' }, null, 'c'], token: 'd' };
    expect(withoutSecrets(eventWith(data))).toEqual(
      eventWith({
        attempt: 1,
        method: { type: 'CARD', token: '[redacted]' },
        others: [{ token: '[redacted]' }, null, 'c'],
        token: '[redacted]',
      }),
    );
  });

  it.each([[null], ['text'], [7], [['a', 1]]])('with the data %j is shown as it is', (data) => {
    expect(withoutSecrets(eventWith(data)).data).toEqual(data);
  });

  it('has the name of its type', () => {
    expect(eventName('orders.order-created.v1')).toBe('OrderCreated');
    expect(eventName('unreadable')).toBe('Unreadable');
  });
});
