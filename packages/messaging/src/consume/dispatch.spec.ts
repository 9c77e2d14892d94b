import type { Envelope } from '@oms/contracts';
import type { Tx } from '@oms/database';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { envelopeOf } from '../testing/envelope';
import { parcelPacked, parcelSent } from '../testing/test-system';
import { dispatch, inGroups, lockingFirst, on, readEvent } from './dispatch';

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

describe('a handler of several types', () => {
  const tx = {} as Tx;
  const packed = (name: string) => envelopeOf(parcelPacked, { subject: name, data: { name } });
  const sent = (name: string) => envelopeOf(parcelSent, { subject: name, data: { name } });

  /** Notes what each reaction is called with, when it begins and when it has ended. */
  const noting = (calls: string[], label: string) => async (_tx: Tx, events: readonly Envelope<{ name: string }>[]) => {
    const names = events.map(({ data }) => data.name).join(' ');
    calls.push(`${label} ${names}`);
    await nextTurn();
    calls.push(`${label} done`);
  };

  const handlerNoting = (calls: string[]) =>
    dispatch(on(parcelPacked, noting(calls, 'packed')), on(parcelSent, noting(calls, 'sent')));

  it('handles the events of one aggregate in the order of the log, each after the one before', async () => {
    const calls: string[] = [];
    await handlerNoting(calls)(tx, [sent('tea'), packed('tea'), packed('coffee'), sent('coffee')]);
    expect(calls).toEqual(['sent tea', 'sent done', 'packed tea coffee', 'packed done', 'sent coffee', 'sent done']);
  });

  it('names its types, and ignores all others', async () => {
    const calls: string[] = [];
    const handle = dispatch(on(parcelSent, noting(calls, 'sent')));
    await handle(tx, [packed('tea'), sent('coffee')]);
    expect(calls).toEqual(['sent coffee', 'sent done']);
    expect(handle.types).toEqual(new Set([parcelSent.type]));
  });

  it('does not let an ignored event hold back those after it', async () => {
    const calls: string[] = [];
    const handle = dispatch(on(parcelSent, noting(calls, 'sent')));
    await handle(tx, [sent('tea'), packed('tea'), sent('tea')]);
    expect(calls).toEqual(['sent tea tea', 'sent done']);
  });

  it('has one reaction to each type', () => {
    const reaction = on(parcelPacked, noting([], 'packed'));
    expect(() => dispatch(reaction, reaction)).toThrow('Two reactions to one type of event: join them into one.');
  });

  it('fails when the data of an event does not fit its contract', async () => {
    const malformed = { ...packed('tea'), data: { name: 7 } };
    expect(() => readEvent(parcelPacked, malformed)).toThrow(/^Does not fit its contract: /);
    await expect(async () => handlerNoting([])(tx, [malformed])).rejects.toThrow(/^Does not fit its contract: /);
  });

  it('gives a reaction the transaction and the parsed data', async () => {
    const seen: unknown[] = [];
    const handle = dispatch(
      on(parcelPacked, (given, events) => {
        seen.push(given, ...events.map(({ data }) => data));
        return Promise.resolve();
      }),
    );
    await handle(tx, [{ ...packed('tea'), data: { name: 'tea', unknown: true } }]);
    expect(seen).toEqual([tx, { name: 'tea' }]);
    expect(seen[0]).toBe(tx);
  });

  it('that locks first, locks for all events that it handles before it handles any', async () => {
    const calls: string[] = [];
    const lock = (_tx: Tx, events: readonly Envelope[]): Promise<void> => {
      calls.push(`lock ${events.map(({ subject }) => subject).join(' ')}`);
      return Promise.resolve();
    };
    const handle = lockingFirst(lock, dispatch(on(parcelSent, noting(calls, 'sent'))));
    await handle(tx, [packed('tea'), sent('coffee'), sent('cocoa')]);
    expect(calls).toEqual(['lock coffee cocoa', 'sent coffee cocoa', 'sent done']);
    expect(handle.types).toEqual(new Set([parcelSent.type]));
    await handle(tx, [packed('tea')]);
    expect(calls).toHaveLength(3);
  });

  it('that locks first and handles every type, locks for every event', async () => {
    const locked: string[] = [];
    const lock = (_tx: Tx, events: readonly Envelope[]): Promise<void> => {
      locked.push(...events.map(({ subject }) => subject));
      return Promise.resolve();
    };
    const handle = lockingFirst(lock, () => Promise.resolve());
    await handle(tx, [packed('tea'), sent('coffee')]);
    expect(locked).toEqual(['tea', 'coffee']);
    expect(handle.types).toBeUndefined();
  });
});
