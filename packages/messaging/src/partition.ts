import { crc32 } from 'node:zlib';
import type { Envelope } from '@oms/contracts';

/** What keeps order among events: those of one order, or of one aggregate that belongs to no order. */
export const partitionKeyOf = (event: Pick<Envelope, 'orderid' | 'aggregatetype' | 'subject'>): string =>
  event.orderid ?? `${event.aggregatetype}/${event.subject}`;

/** Partition keys are spread over this many slots. It never changes; the number of partitions can, which are sets of slots. */
export const SLOTS = 16;

/** Every slot: what a single partition reads. */
export const EVERY_SLOT = 2 ** SLOTS - 1;

export const slotOf = (partitionKey: string): number => crc32(partitionKey) % SLOTS;

/** How many partitions a context can read a log in. */
export const partitionCounts = [1, 2, 4, 8, 16] as const;

export type PartitionCount = (typeof partitionCounts)[number];

export const contains = (slots: number, slot: number): boolean => (slots & (1 << slot)) !== 0;

/** The slots in a mask, ascending. */
export const slotsIn = (slots: number): readonly number[] =>
  Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => contains(slots, slot));

/** The masks of so many partitions: slot n belongs to partition n modulo their number. */
export const partitionsOf = (count: PartitionCount): readonly number[] =>
  Array.from({ length: count }, (_, partition) =>
    slotsIn(EVERY_SLOT)
      .filter((slot) => slot % count === partition)
      .reduce((mask, slot) => mask | (1 << slot), 0),
  );
