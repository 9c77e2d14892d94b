/** What one read of a source gave. */
export interface ChangeBatch<T> {
  readonly values: readonly T[];
  /** There is more to read already, without another notification. */
  readonly more: boolean;
}

interface Source<T> {
  /** Calls `notify` whenever there may be something new to read; returns how to unsubscribe. */
  readonly subscribe: (notify: () => void) => () => void;
  /** Whatever is new since the last call. It is called after the subscription, so nothing is lost between the two. */
  readonly read: () => Promise<ChangeBatch<T>>;
}

/**
 * The changes of a source, as they come. However many notifications come while nothing is read, one read makes up for them,
 * so a slow client costs no memory here.
 *
 * Not an async generator, because the `return` of one waits for the value that it is waiting for: a client that leaves
 * would stay subscribed until the next change.
 */
export const changeStream = <T>({ subscribe, read }: Source<T>): AsyncIterableIterator<T, undefined, undefined> => {
  let isStale = true;
  let ended = false;
  let wake: (() => void) | undefined;
  let unread: readonly T[] = [];

  const unsubscribe = subscribe(() => {
    isStale = true;
    wake?.();
  });
  const nextNotification = async (): Promise<void> => {
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
      if (isStale) {
        isStale = false;
        const { values, more } = await read();
        unread = values;
        isStale ||= more;
      } else {
        await nextNotification();
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
