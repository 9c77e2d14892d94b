import { setTimeout as delay } from 'node:timers/promises';
import { type Database, newId, rowsOf } from '@oms/database';
import { appendEvents, type NewEvent } from '../append-events';
import type { Random } from './random';
import { type Parcel, parcelPacked, parcelSent } from './test-system';

const ORDERS = 10;
/** Parcels of no order. */
const LOOSE = 6;
const PARCELS_PER_ORDER = 2;
const EVENTS_MAX = 4;
const HELD_MS_MAX = 25;
const PAUSE_MS_MAX = 15;
const ROLLED_BACK_PERCENT = 10;
/** Of a hundred events, so many fail a few times, and so many until they are repaired. */
const FLAKY_PERCENT = 3;
const BROKEN_PERCENT = 1.5;

interface ParcelState {
  readonly id: string;
  readonly orderId: string | undefined;
  sequence: number;
  isTaken: boolean;
}

const parcelsOf = (): readonly ParcelState[] => {
  const orders = Array.from({ length: ORDERS * PARCELS_PER_ORDER }, (_, index) => index % ORDERS);
  const ids = Array.from({ length: ORDERS }, newId);
  const parcelOf = (orderId?: string): ParcelState => ({ id: newId(), orderId, sequence: 0, isTaken: false });
  return [...orders.map((order) => parcelOf(ids[order])), ...Array.from({ length: LOOSE }, () => parcelOf())];
};

const kindOf = (random: Random): string => {
  if (random.percent(BROKEN_PERCENT)) return 'broken';
  return random.percent(FLAKY_PERCENT) ? 'flaky' : 'sound';
};

/** Writers that record events of several aggregates and orders at once, some of which commit late or not at all. */
export const parcelWriters = (databases: readonly Database[], random: Random) => {
  const parcels = parcelsOf();

  const drafts = (taken: readonly ParcelState[]): readonly NewEvent<Parcel>[] => {
    const drawn = new Map<ParcelState, number>();
    return Array.from({ length: 1 + random.below(EVENTS_MAX) }, () => {
      const parcel = random.pick(taken);
      const sequence = (drawn.get(parcel) ?? parcel.sequence) + 1;
      drawn.set(parcel, sequence);
      return {
        contract: random.pick([parcelPacked, parcelSent]),
        aggregateId: parcel.id,
        sequence,
        orderId: parcel.orderId,
        data: { name: kindOf(random) },
        causation: { correlationId: 'model' },
      };
    });
  };

  const writeOnce = async (): Promise<void> => {
    const free = parcels.filter(({ isTaken }) => !isTaken);
    const taken = [...new Set([random.pick(free), random.pick(free)])];
    for (const parcel of taken) parcel.isTaken = true;
    const events = drafts(taken);
    const isRolledBack = random.percent(ROLLED_BACK_PERCENT);
    const rolledBack = new Error('Rolled back.');
    const heldMs = random.below(HELD_MS_MAX);
    try {
      await random.pick(databases).transaction(async (tx) => {
        await appendEvents(tx, events);
        await delay(heldMs);
        if (isRolledBack) throw rolledBack;
      });
      for (const { aggregateId, sequence } of events) {
        const parcel = taken.find(({ id }) => id === aggregateId);
        if (parcel !== undefined) parcel.sequence = sequence;
      }
    } catch (error) {
      if (error !== rolledBack) throw error;
    }
    for (const parcel of taken) parcel.isTaken = false;
  };

  return {
    /** Records until the time is over. */
    write: async (forMs: number): Promise<void> => {
      const until = performance.now() + forMs;
      while (performance.now() < until) {
        await writeOnce();
        await delay(random.below(PAUSE_MS_MAX));
      }
    },
  };
};

interface LoggedParcel {
  readonly position: number;
  readonly id: string;
  readonly key: string;
  readonly aggregate: string;
  readonly sequence: number;
}

/** The log as the table has it. */
export const readLogged = (database: Database): Promise<readonly LoggedParcel[]> =>
  rowsOf<LoggedParcel>(
    database.work,
    `select log.position::int as position, id, coalesce(order_id::text, aggregate_type || '/' || aggregate_id) as key,
       aggregate_type || '/' || aggregate_id as aggregate, sequence
     from event_log as log join events on events.id = log.event_id order by log.position`,
  );
