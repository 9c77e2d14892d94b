import { envelopeOf } from '../testing/envelope';
import { parcelPacked } from '../testing/test-system';
import { separated } from './apply';
import { parkedFrom, readEntry } from './readable-entry';

const entryOf = (position: number, name: string, orderId?: string) =>
  readEntry({
    position,
    type: parcelPacked.type,
    message: JSON.stringify(envelopeOf(parcelPacked, { orderId, subject: name, data: { name } })),
  });

const order = '0198c0de-0000-7000-8000-000000000001';

describe('a batch of the log', () => {
  const entries = [entryOf(1, 'tea'), entryOf(2, 'coffee', order), entryOf(3, 'cocoa', order)];
  const applied = (parked: readonly string[]) => {
    const { events, followers } = separated(entries, new Map(parked.map((key) => [key, 1])));
    return { events: events.map(({ subject }) => subject), waiting: followers.map(({ position }) => position) };
  };

  it('is applied as a whole when nothing is parked', () => {
    expect(applied([])).toEqual({ events: ['tea', 'coffee', 'cocoa'], waiting: [] });
  });

  it('is applied without the events of an order of which one is parked: these wait behind it', () => {
    expect(applied([order])).toEqual({ events: ['tea'], waiting: [2, 3] });
  });

  it('is applied without the events of an aggregate of which one is parked', () => {
    expect(applied(['Parcel/tea'])).toEqual({ events: ['coffee', 'cocoa'], waiting: [1] });
  });
});

describe('an entry of the log', () => {
  it('belongs to its order, and to its aggregate where there is none', () => {
    expect([entryOf(1, 'tea').key, entryOf(2, 'tea', order).key]).toEqual(['Parcel/tea', order]);
  });

  it('has a key of its own when it is no event, so that no other waits behind it', () => {
    const entry = readEntry({ position: 7, type: parcelPacked.type, message: '{}' });
    expect(entry.key).toBe('position/7');
    expect(entry.event).toBeUndefined();
    expect(entry.error).toMatchObject({ name: 'UnreadableMessage' });
  });

  it('is parked as it was published', () => {
    const entry = entryOf(2, 'coffee', order);
    const { slot, message } = entry;
    expect(parkedFrom(entry)).toEqual({ position: 2, slot, partitionKey: order, type: parcelPacked.type, message });
  });
});
