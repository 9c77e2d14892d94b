import { affectedBy, rowsOf, type Tx } from '@oms/database';
import { contains, slotsIn } from '../partition';

/** How far the events of some slots of a publisher's log are applied. */
export interface Cursor {
  readonly slots: number;
  readonly position: number;
  /** Slots that are further than the position, and how far. */
  readonly ahead: ReadonlyMap<number, number>;
}

/** The cursor is not where its reader left it: another reader took over, and this one must stop. */
export class Deposed extends Error {
  override readonly name = 'Deposed';
}

const lockAll = `select slots, position, ahead from cursors where publisher = $1 order by slots for update`;
const deleteAll = 'delete from cursors where publisher = $1';
const insert = `
insert into cursors (publisher, slots, position, ahead)
select $1, slots, position, ahead from json_to_recordset($2) as new (slots integer, position bigint, ahead jsonb)`;
const find = 'select slots, position, ahead from cursors where publisher = $1 and slots = $2';
const findAll = 'select slots, position, ahead from cursors where publisher = $1';
const begin = 'update cursors set attempts = attempts + 1 where publisher = $1 and slots = $2 returning attempts';
const move = `
update cursors set position = $4, ahead = $5, attempts = 0
where publisher = $1 and slots = $2 and position = $3`;

interface Row {
  readonly slots: number;
  readonly position: string;
  readonly ahead: Readonly<Record<string, number>>;
}

const toCursor = ({ slots, position, ahead }: Row): Cursor => ({
  slots,
  position: Number(position),
  ahead: new Map(Object.entries(ahead).map(([slot, at]) => [Number(slot), at])),
});

const aheadOf = (ahead: ReadonlyMap<number, number>): string => JSON.stringify(Object.fromEntries(ahead));

/** The same progress, as cursors of other sets of slots. A slot without a cursor begins at the start of the log. */
export const repartitioned = (cursors: readonly Cursor[], partitions: readonly number[]): readonly Cursor[] => {
  const positionOf = (slot: number): number => {
    const cursor = cursors.find(({ slots }) => contains(slots, slot));
    return cursor?.ahead.get(slot) ?? cursor?.position ?? 0;
  };
  return partitions.map((slots) => {
    const positions = slotsIn(slots).map((slot) => [slot, positionOf(slot)] as const);
    const position = Math.min(...positions.map(([, at]) => at));
    return { slots, position, ahead: new Map(positions.filter(([, at]) => at > position)) };
  });
};

/** Makes this context's cursors for a publisher's log those of the given partitions, without losing or doubling any event. */
export const adoptPartitions = async (tx: Tx, publisher: string, partitions: readonly number[]): Promise<void> => {
  // Two processes that start at once take turns, also when there is no row to lock yet.
  await rowsOf(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`oms.cursors.${publisher}`]);
  const cursors = (await rowsOf<Row>(tx, lockAll, [publisher])).map(toCursor);
  const isAdopted = cursors.length === partitions.length && cursors.every(({ slots }) => partitions.includes(slots));
  if (isAdopted) return;
  const rows = repartitioned(cursors, partitions).map((cursor) => ({
    ...cursor,
    ahead: Object.fromEntries(cursor.ahead),
  }));
  await rowsOf(tx, deleteAll, [publisher]);
  await rowsOf(tx, insert, [publisher, JSON.stringify(rows)]);
};

/** @throws {Error} when there is none: another process reads with another number of partitions. */
export const findCursor = async (tx: Tx, publisher: string, slots: number): Promise<Cursor> => {
  const [row] = await rowsOf<Row>(tx, find, [publisher, slots]);
  if (row !== undefined) return toCursor(row);
  throw new Error(
    `The cursor of these partitions of ${publisher} is missing: another process of this context runs with another ` +
      'number of partitions. Give all of them the same.',
  );
};

/** Every cursor of this context for a publisher's log. */
export const findCursors = async (tx: Tx, publisher: string): Promise<readonly Cursor[]> =>
  (await rowsOf<Row>(tx, findAll, [publisher])).map(toCursor);

/** Counts an attempt to apply events from this position. Resolves to how many there were without any progress since. */
export const beginAttempt = async (tx: Tx, publisher: string, slots: number): Promise<number> =>
  (await rowsOf<{ attempts: number }>(tx, begin, [publisher, slots]))[0]?.attempts ?? 1;

/**
 * Moves the cursor on, and keeps every other reader from doing so until the transaction ends.
 *
 * @throws {Deposed} when it is not where this reader left it.
 */
export const moveCursor = async (
  tx: Tx,
  publisher: string,
  { from, to }: { readonly from: Cursor; readonly to: number },
): Promise<Cursor> => {
  const ahead = new Map([...from.ahead].filter(([, at]) => at > to));
  const values = [publisher, from.slots, from.position, to, aheadOf(ahead)];
  if ((await affectedBy(tx, move, values)) !== 1) throw new Deposed(`Another process reads the log of ${publisher}.`);
  return { slots: from.slots, position: to, ahead };
};
