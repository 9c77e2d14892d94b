export interface Reading<T> {
  readonly values: readonly T[];
  /** There is more to read already, without a ring. */
  readonly more: boolean;
}

interface Source<T> {
  /** Calls `ring` whenever there may be something new to read; returns how to unsubscribe. */
  readonly subscribe: (ring: () => void) => () => void;
  /** Whatever is new since the last call. It is subscribed at once and read after that, so nothing falls between. */
  readonly read: () => Promise<Reading<T>>;
}

/**
 * What a source has, as it comes. However often it rings while nobody reads, there is one reading to make up for it, so
 * a slow client costs no memory here.
 *
 * Not an async generator, because the `return` of one waits for the value that it is waiting for: a client that leaves
 * would stay subscribed until the next change.
 */
export const liveSequence = <T>({ subscribe, read }: Source<T>): AsyncIterableIterator<T, undefined, undefined> => {
  let rung = true;
  let ended = false;
  let wake: (() => void) | undefined;
  let unread: readonly T[] = [];

  const ring = (): void => {
    rung = true;
    wake?.();
  };
  const unsubscribe = subscribe(ring);
  const nextRing = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    wake = undefined;
  };
  const end = (): IteratorReturnResult<undefined> => {
    ended = true;
    unsubscribe();
    wake?.();
    return { done: true, value: undefined };
  };
  const isOver = (): boolean => ended;

  const next = async (): Promise<IteratorResult<T, undefined>> => {
    while (!isOver()) {
      const [value, ...rest] = unread;
      if (value !== undefined) {
        unread = rest;
        return { done: false, value };
      }
      if (rung) {
        rung = false;
        const { values, more } = await read();
        unread = values;
        rung ||= more;
      } else {
        await nextRing();
      }
    }
    return end();
  };

  return {
    next,
    return: () => Promise.resolve(end()),
    throw: (error) => {
      end();
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
