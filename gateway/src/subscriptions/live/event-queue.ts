/** What happens to the events of one subscription: one by one, in the order of their arrival. */
export interface EventQueue<Event> {
  /** False when too many are waiting already; then this one was not taken. */
  push(event: Event): boolean;
  /** Drops what waits, and takes nothing more. */
  close(): void;
}

/**
 * `handle` must not reject. One at a time, because joins that ran side by side could show a later state before an
 * earlier one.
 */
export const eventQueue = <Event>(waitingMax: number, handle: (event: Event) => Promise<void>): EventQueue<Event> => {
  const waiting: Event[] = [];
  let busy = false;

  const work = async (): Promise<void> => {
    busy = true;
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) await handle(event);
    busy = false;
  };

  return {
    push: (event) => {
      if (waiting.length >= waitingMax) return false;
      waiting.push(event);
      if (!busy) void work();
      return true;
    },
    close: () => {
      waiting.length = 0;
    },
  };
};
