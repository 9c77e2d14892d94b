import { toMessage } from '../event-row';
import type { EventLog, Numbered } from './event-log';
import type { Publishable } from './publish';
import type { RecentEvents } from './recent-events';

/** How many positions are remembered beside what they stand for; the table knows all. */
const REMEMBERED_MAX = 4_096;

/** What has a position and is not published: in memory where this process committed it, in the table otherwise. */
export const backlogOf = (log: EventLog, recent: RecentEvents) => {
  const ids = new Map<number, string>();

  const inMemory = (after: number, upTo: number): readonly Publishable[] => {
    const events: Publishable[] = [];
    for (let position = after + 1; position <= upTo; position += 1) {
      const event = recent.take(ids.get(position) ?? '');
      if (event === undefined) return events;
      events.push({ position, ...event });
    }
    return events;
  };

  return {
    remember: (numbered: readonly Numbered[]): void => {
      for (const { position, eventId } of numbered) if (ids.size < REMEMBERED_MAX) ids.set(position, eventId);
    },
    forgetUpTo: (last: number): void => {
      for (const position of ids.keys()) {
        if (position > last) return;
        ids.delete(position);
      }
    },
    /** The events after one position and up to another, all of which exist. */
    read: async (after: number, upTo: number): Promise<readonly Publishable[]> => {
      const events = inMemory(after, upTo);
      const known = after + events.length;
      if (known === upTo) return events;
      const logged = (await log.range(known, upTo)).map(({ position, row }) => ({
        position,
        id: row.id,
        type: row.type,
        message: toMessage(row),
      }));
      return [...events, ...logged];
    },
  };
};
