import type { Envelope } from '@oms/contracts';
import { type Database, rowsOf, type Tx } from '@oms/database';
import { dispatch, type Handle, on } from '../consume/dispatch';
import type { Random } from './random';
import { type Parcel, parcelPacked, parcelSent } from './test-system';

const table = `
create table applied (
  id bigint generated always as identity primary key,
  event_id uuid not null unique,
  partition_key text not null
)`;
const insert = `
insert into applied (event_id, partition_key)
select event_id, partition_key from json_to_recordset($1) as new (event_id uuid, partition_key text)`;
const readAll = 'select event_id as id, partition_key as key from applied order by applied.id';

const FLAKY_FAILURES = 2;

/** A consumer's effects: each event that was applied, once, in the order of application. */
export const parcelEffects = async (database: Database, random: Random) => {
  await rowsOf(database.work, table);
  const repaired = new Set<string>();
  const failures = new Map<string, number>();

  const fails = ({ id, data }: Envelope<Parcel>): boolean => {
    if (data.name === 'sound' || repaired.has(id)) return false;
    if (data.name === 'broken') return true;
    const before = failures.get(id) ?? 0;
    failures.set(id, before + 1);
    return before < FLAKY_FAILURES;
  };

  const apply = async (tx: Tx, events: readonly Envelope<Parcel>[]): Promise<void> => {
    const rows = events.map((event) => ({
      event_id: event.id,
      partition_key: event.orderid ?? `${event.aggregatetype}/${event.subject}`,
    }));
    // Before or after the effects: a transaction that fails takes them back.
    const isEarly = random.percent(50);
    if (isEarly && events.some(fails)) throw new Error('Cannot be applied.');
    await rowsOf(tx, insert, [JSON.stringify(rows)]);
    if (!isEarly && events.some(fails)) throw new Error('Cannot be applied.');
  };

  const handle: Handle = dispatch(on(parcelPacked, apply), on(parcelSent, apply));
  return {
    handle,
    /** From now on the event can be applied. */
    repair: (id: string): void => {
      repaired.add(id);
    },
    isBroken: (id: string): boolean => !repaired.has(id),
    read: () => rowsOf<{ id: string; key: string }>(database.work, readAll),
  };
};
