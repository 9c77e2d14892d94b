import type { LogEntry } from '../log/log-client';

/** Of in-flight events: read from the log and not applied yet. */
const ENTRIES_MAX = 512;
const CHARACTERS_MAX = 8 * 1024 * 1024;

export interface Batch {
  readonly entries: readonly LogEntry[];
  /** Every entry that matters, up to here, is among these or was among those before. */
  readonly through: number;
}

/**
 * The in-flight buffer: events that arrived and are not applied yet, in the order of the log and without a gap. It is
 * bounded: the feed waits for room before it adds.
 */
export const arrivalsFrom = (position: number, onArrival: () => void) => {
  let entries: LogEntry[] = [];
  let characters = 0;
  let through = position;
  let makeRoom: (() => void) | undefined;
  let isClosed = false;

  const isFull = (): boolean => !isClosed && (entries.length >= ENTRIES_MAX || characters >= CHARACTERS_MAX);

  return {
    /** Adds the entries that matter of the log up to a position. */
    add: (arrived: readonly LogEntry[], upTo: number): void => {
      for (const entry of arrived) {
        if (entry.position <= through) continue;
        entries.push(entry);
        characters += entry.message.length;
      }
      through = Math.max(through, upTo);
      if (arrived.length > 0) onArrival();
    },

    /** Up to where the log has arrived. */
    through: (): number => through,

    /** Resolves when more may be added. */
    room: async (): Promise<void> => {
      if (!isFull()) return;
      await new Promise<void>((resolve) => {
        makeRoom = resolve;
      });
    },

    /** The next ones, at most so many. */
    take: (limit: number): Batch => {
      const taken = entries.slice(0, limit);
      entries = entries.slice(limit);
      for (const { message } of taken) characters -= message.length;
      if (!isFull()) makeRoom?.();
      return { entries: taken, through: entries.length > 0 ? (taken.at(-1)?.position ?? through) : through };
    },

    size: (): number => entries.length,

    /**
     * Ends the waiting for room, because the reader stops. What was not taken stays: without it, the next batch would
     * seem to reach past events that were not applied.
     */
    close: (): void => {
      isClosed = true;
      makeRoom?.();
    },
  };
};

export type Arrivals = ReturnType<typeof arrivalsFrom>;
