import { toMessage } from '../event-row';
import type { EventLog, Numbered } from './event-log';
import type { Publishable } from './publish';
import type { RecentEvents } from './recent-events';

/** How many positions are kept in memory with their event ids; all of them are in the table. */
const REMEMBERED_MAX = 4_096;

const consecutive = (events: readonly Publishable[]): readonly Publishable[] => {
  const start = events[0]?.position ?? 0;
  const end = events.findIndex(({ position }, index) => position !== start + index);
  return end === -1 ? events : events.slice(0, end);
};

/** What has a position and is not published: in memory where this process committed it, in the table otherwise. */
export const backlogOf = (log: Pick<EventLog, 'range'>, recent: RecentEvents) => {
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
    /**
     * The next events after a position, at most so many and up to another, each following the one before. The first may
     * come later than the next position, when an operator has moved the end of the log on.
     */
    read: async (
      after: number,
      { upTo, limit }: { readonly upTo: number; readonly limit: number },
    ): Promise<readonly Publishable[]> => {
      const events = inMemory(after, Math.min(upTo, after + limit));
      const known = after + events.length;
      if (known === upTo || events.length === limit) return events;
      const logged = await log.range(known, { upTo, limit: limit - events.length });
      return consecutive([
        ...events,
        ...logged.map(({ position, row }) => ({ position, id: row.id, type: row.type, message: toMessage(row) })),
      ]);
    },
  };
};
