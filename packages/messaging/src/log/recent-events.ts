import type { RecordedEvent } from '@oms/database';

/** Limits of what a leader keeps in memory of events that wait for the broker; what is dropped is read from the table. */
const EVENTS_MAX = 2_048;
const CHARACTERS_MAX = 16 * 1024 * 1024;

/** Events that this process has just committed, so that publishing them needs no reading. */
export const recentEvents = () => {
  const events = new Map<string, RecordedEvent>();
  let characters = 0;

  const drop = (id: string, { message }: RecordedEvent): void => {
    events.delete(id);
    characters -= message.length;
  };

  return {
    add: (committed: readonly RecordedEvent[]): void => {
      for (const event of committed) {
        events.set(event.id, event);
        characters += event.message.length;
      }
      for (const [id, event] of events) {
        if (events.size <= EVENTS_MAX && characters <= CHARACTERS_MAX) return;
        drop(id, event);
      }
    },
    /** Removes and returns the event. */
    take: (id: string): RecordedEvent | undefined => {
      const event = events.get(id);
      if (event !== undefined) drop(id, event);
      return event;
    },
    clear: (): void => {
      events.clear();
      characters = 0;
    },
  };
};

export type RecentEvents = ReturnType<typeof recentEvents>;
