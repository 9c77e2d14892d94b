import { readMessage, type Delivery } from './message';

const delivery = (text: string | Uint8Array, place = 'ORDERS/1/1'): Delivery => ({
  subject: 'oms.orders.parcel-packed.v1',
  bytes: typeof text === 'string' ? Buffer.from(text) : text,
  deliveries: 1,
  place,
  ack: () => undefined,
  retryIn: () => undefined,
  stillWorking: () => undefined,
});

describe('a message that no contract can read', () => {
  it.each([
    ['no JSON', 'tea', /^Is no event: /],
    ['no UTF-8', Uint8Array.of(0xff, 0xfe), /^Is no event: /],
    ['no envelope', '{"id":7}', /^Does not fit its contract: specversion: .*; id: /],
  ])('says what is wrong with it: %s', (_what, text, reason) => {
    const message = readMessage(delivery(text));
    expect('error' in message && message.error.message).toMatch(reason);
  });

  it('has one id for all its deliveries, and another one than its neighbour', () => {
    const { id } = readMessage(delivery('tea'));
    expect(readMessage(delivery('tea')).id).toBe(id);
    expect(readMessage(delivery('tea', 'ORDERS/2/1')).id).not.toBe(id);
  });
});
