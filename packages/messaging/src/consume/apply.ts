import type { Envelope } from '@oms/contracts';
import type { LogEntry } from '../log/log-client';
import { contains } from '../partition';
import { type Applying, Interrupted, type Progress } from './applying';
import type { Batch } from './arrivals';
import { commit, park } from './commit';
import { Deposed } from './cursors';
import { readEntry, type ReadableEntry } from './readable-entry';

/** Separates the events to apply from the entries that have to wait, because an earlier one of their key is parked. */
export const separated = (
  entries: readonly ReadableEntry[],
  parked: ReadonlyMap<string, number>,
): { readonly events: readonly Envelope[]; readonly followers: readonly ReadableEntry[] } => ({
  events: entries.flatMap(({ key, event }) => (event === undefined || parked.has(key) ? [] : [event])),
  followers: entries.filter(({ key }) => parked.has(key)),
});

/**
 * Applies batches of a log, each in one transaction with the move of the cursor, so that each event takes effect exactly
 * once. A batch that fails is halved until the event that fails is found, which is parked.
 */
export const applier = (self: Applying, progress: Progress) => {
  const isOwn = ({ slot, position }: ReadableEntry): boolean => {
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
    const own = entries.filter(isOwn);
    if (own.length === 0 && through <= progress.cursor.position) return;
    const [first] = own;
    const isAlone = own.length === 1;
    if (own.some(({ event }) => event === undefined)) {
      if (isAlone && first !== undefined) await parkAlone(first, first.error, through);
      else await halve(own, through);
      return;
    }
    const { events, followers } = separated(own, progress.parked);
    try {
      await commit(self, progress, { events, followers, through });
    } catch (error) {
      if (error instanceof Deposed || error instanceof Interrupted || events.length === 0) throw error;
      if (isAlone && first !== undefined) await parkAlone(first, error, through);
      else await halve(own, through);
    }
  };

  return {
    /** @throws {Deposed} when another reader took over, {Interrupted} when this one stops. */
    apply: ({ entries, through }: Batch): Promise<void> => applyAll(entries.map(readEntry), through),

    /** Parks an entry without an attempt: the process ended during each of the earlier ones. */
    skip: async (skipped: LogEntry): Promise<void> => {
      const entry = readEntry(skipped);
      const error = new Error('The process ended each time while it handled the event.');
      if (isOwn(entry)) await park(self, progress, { entry, error, attempts: self.retry.attemptsMax });
    },
  };
};
