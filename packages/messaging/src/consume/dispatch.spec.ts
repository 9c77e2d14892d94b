import type { Envelope } from '@oms/contracts';
import { inGroups } from './dispatch';

const event = (type: string, order: string): Envelope => ({
  specversion: '1.0',
  id: `${order} ${type}`,
  source: '/orders',
  type,
  subject: order,
  time: '2026-08-01T10:00:00.000Z',
  datacontenttype: 'application/json',
  aggregatetype: 'Order',
  sequence: 1,
  orderid: order,
  correlationid: 'one',
  schemaversion: 1,
  data: {},
});

const idsOf = (events: readonly Envelope[]): readonly (readonly string[])[] =>
  inGroups(events).map((group) => group.map(({ id }) => id));

describe('events that arrive together', () => {
  it('are one group for each type, when no order has two', () => {
    const events = [event('created', 'A'), event('paid', 'B'), event('created', 'C'), event('paid', 'D')];
    expect(idsOf(events)).toEqual([
      ['A created', 'C created'],
      ['B paid', 'D paid'],
    ]);
  });

  it('do not overtake another event of their own order', () => {
    const events = [event('paid', 'A'), event('created', 'B'), event('created', 'A'), event('paid', 'B')];
    expect(idsOf(events)).toEqual([['A paid'], ['B created', 'A created'], ['B paid']]);
  });

  it('stay in the order of the stream within a group', () => {
    const events = [event('created', 'A'), event('paid', 'A'), event('created', 'B'), event('paid', 'B')];
    expect(idsOf(events)).toEqual([
      ['A created', 'B created'],
      ['A paid', 'B paid'],
    ]);
  });
});
