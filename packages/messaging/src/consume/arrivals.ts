import type { LogEntry } from '../log/log-client';

/** What a reader takes ahead of what it applies. */
const ENTRIES_MAX = 512;
const CHARACTERS_MAX = 8 * 1024 * 1024;

export interface Batch {
  readonly entries: readonly LogEntry[];
  /** Every entry that matters, up to here, is among these or was among those before. */
  readonly through: number;
}

/**
 * Events that arrived and are not applied yet, in the order of the log and without a gap. Bounded: whoever adds waits
 * until there is room.
 */
export const arrivalsFrom = (position: number, onArrival: () => void) => {
  let entries: LogEntry[] = [];
  let characters = 0;
  let through = position;
  let makeRoom: (() => void) | undefined;
  let isClosed = false;

  const isFull = (): boolean => !isClosed && (entries.length >= ENTRIES_MAX || characters >= CHARACTERS_MAX);

  return {
    /** Notes that the log is known up to a position, and which entries up to there matter. */
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
     * Lets whoever waits for room go, because the reader stops. What was not taken stays: without it, what is taken next
     * would claim to reach past events that nobody has applied.
     */
    close: (): void => {
      isClosed = true;
      makeRoom?.();
    },
  };
};

export type Arrivals = ReturnType<typeof arrivalsFrom>;
