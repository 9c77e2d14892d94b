import type { LogEntry } from '../log/log-client';
import { contains } from '../partition';
import { type Applying, Interrupted, type Progress } from './applying';
import type { Batch } from './arrivals';
import { commit, park } from './commit';
import { Deposed } from './cursors';
import { readEntry, type ReadableEntry } from './readable-entry';

/**
 * Applies batches of a log, each in one transaction with the move of the cursor, so that each event takes effect exactly
 * once. A batch that fails is halved until the event at fault is found, which is parked.
 */
export const applier = (self: Applying, progress: Progress) => {
  const isMine = ({ slot, position }: ReadableEntry): boolean => {
    const { slots, ahead, position: applied } = progress.cursor;
    return contains(slots, slot) && position > (ahead.get(slot) ?? applied);
  };

  const halve = async (entries: readonly ReadableEntry[], through: number): Promise<void> => {
    const half = Math.ceil(entries.length / 2);
    await applyAll(entries.slice(0, half), entries[half - 1]?.position ?? through);
    await applyAll(entries.slice(half), through);
  };

  const parkAlone = async (entry: ReadableEntry, error: unknown, through: number): Promise<void> => {
    await park(self, progress, { entry, error, attempts: 1 });
    await applyAll([], through);
  };

  const applyAll = async (entries: readonly ReadableEntry[], through: number): Promise<void> => {
    const mine = entries.filter(isMine);
    if (mine.length === 0 && through <= progress.cursor.position) return;
    const [first] = mine;
    const isAlone = mine.length === 1;
    if (mine.some(({ event }) => event === undefined)) {
      if (isAlone && first !== undefined) await parkAlone(first, first.error, through);
      else await halve(mine, through);
      return;
    }
    const followers = mine.filter(({ key }) => progress.parked.has(key));
    const events = mine.flatMap(({ key, event }) => (event === undefined || progress.parked.has(key) ? [] : [event]));
    try {
      await commit(self, progress, { events, followers, through });
    } catch (error) {
      if (error instanceof Deposed || error instanceof Interrupted || events.length === 0) throw error;
      if (isAlone && first !== undefined) await parkAlone(first, error, through);
      else await halve(mine, through);
    }
  };

  return {
    /** @throws {Deposed} when another reader took over, {Interrupted} when this one stops. */
    apply: ({ entries, through }: Batch): Promise<void> => applyAll(entries.map(readEntry), through),

    /** Gives an entry up without trying it: the process ended each time that it did. */
    skip: async (given: LogEntry): Promise<void> => {
      const entry = readEntry(given);
      const error = new Error('The process ended each time while it handled the event.');
      if (isMine(entry)) await park(self, progress, { entry, error, attempts: self.retry.attemptsMax });
    },
  };
};
