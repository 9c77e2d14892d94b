import type { EventRow } from '../event-row';
import { backlogOf } from './backlog';
import type { EventLog, LoggedEvent } from './event-log';
import { recentEvents } from './recent-events';

const rowOf = (id: string): EventRow => ({
  id,
  type: 'orders.parcel-packed.v1',
  aggregate_type: 'Parcel',
  aggregate_id: id,
  sequence: 1,
  order_id: null,
  actor_id: null,
  correlation_id: 'one',
  causation_id: null,
  idempotency_key: null,
  schema_version: 1,
  traceparent: null,
  data: '{}',
  occurred_at: new Date('2026-08-01T10:00:00.000Z'),
});

/** A table of events at these positions, and the ranges that were read from it. */
const tableOf = (...positions: readonly number[]) => {
  const ranges: { after: number; upTo: number; limit: number }[] = [];
  const range = (after: number, { upTo, limit }: { upTo: number; limit: number }): Promise<readonly LoggedEvent[]> => {
    ranges.push({ after, upTo, limit });
    const found = positions.filter((position) => position > after && position <= upTo).slice(0, limit);
    return Promise.resolve(found.map((position) => ({ position, row: rowOf(`event ${position.toString()}`) })));
  };
  return { ranges, log: { range } as Pick<EventLog, 'range'> };
};

const recentOf = (...positions: readonly number[]) => {
  const recent = recentEvents();
  recent.add(positions.map((position) => ({ id: `event ${position.toString()}`, type: 't', message: 'in memory' })));
  return recent;
};

const numbered = (...positions: readonly number[]) =>
  positions.map((position) => ({ position, eventId: `event ${position.toString()}` }));

const found = (events: readonly { readonly position: number; readonly message: string }[]) =>
  events.map(({ position, message }) => [position, message === 'in memory' ? 'memory' : 'table']);

describe('the events that have a position and are not published', () => {
  it('are in memory where this process committed and numbered them', async () => {
    const { ranges, log } = tableOf();
    const backlog = backlogOf(log, recentOf(3, 4));
    backlog.remember(numbered(3, 4));
    expect(found(await backlog.read(2, { upTo: 4, limit: 10 }))).toEqual([
      [3, 'memory'],
      [4, 'memory'],
    ]);
    expect(ranges).toEqual([]);
  });

  it('are read from the table from the first on that is not in memory', async () => {
    const { ranges, log } = tableOf(3, 4, 5, 6);
    const backlog = backlogOf(log, recentOf(3, 5));
    backlog.remember(numbered(3, 4, 5, 6));
    expect(found(await backlog.read(2, { upTo: 6, limit: 10 }))).toEqual([
      [3, 'memory'],
      [4, 'table'],
      [5, 'table'],
      [6, 'table'],
    ]);
    expect(ranges).toEqual([{ after: 3, upTo: 6, limit: 9 }]);
  });

  it('are as many as requested at most, from memory', async () => {
    const { ranges, log } = tableOf();
    const backlog = backlogOf(log, recentOf(1, 2, 3));
    backlog.remember(numbered(1, 2, 3));
    expect(found(await backlog.read(0, { upTo: 3, limit: 2 }))).toEqual([
      [1, 'memory'],
      [2, 'memory'],
    ]);
    expect(ranges).toEqual([]);
  });

  it('follow each other: those behind a gap come with the next read', async () => {
    const { log } = tableOf(3, 4, 6);
    expect(found(await backlogOf(log, recentOf()).read(2, { upTo: 6, limit: 10 }))).toEqual([
      [3, 'table'],
      [4, 'table'],
    ]);
  });

  it('begin behind a gap that an operator made', async () => {
    const { log } = tableOf(5, 6);
    expect(found(await backlogOf(log, recentOf()).read(2, { upTo: 6, limit: 10 }))).toEqual([
      [5, 'table'],
      [6, 'table'],
    ]);
  });

  it('are read from the table once their positions were forgotten, and those after them from memory', async () => {
    const { log } = tableOf(1, 2);
    const backlog = backlogOf(log, recentOf(1, 2, 3));
    backlog.remember(numbered(1, 2, 3));
    backlog.forgetUpTo(2);
    expect(found(await backlog.read(2, { upTo: 3, limit: 1 }))).toEqual([[3, 'memory']]);
    expect(found(await backlog.read(0, { upTo: 2, limit: 2 }))).toEqual([
      [1, 'table'],
      [2, 'table'],
    ]);
  });

  it('have no more than 4,096 positions in memory', async () => {
    const { log } = tableOf(4_097);
    const positions = Array.from({ length: 4_097 }, (_, index) => index + 1);
    const backlog = backlogOf(log, recentOf(4_096, 4_097));
    backlog.remember(numbered(...positions));
    expect(found(await backlog.read(4_095, { upTo: 4_097, limit: 2 }))).toEqual([
      [4_096, 'memory'],
      [4_097, 'table'],
    ]);
  });
});
