export interface Post {
  readonly number: number;
  readonly text: string;
  readonly author: { readonly id: string };
}

interface Posted {
  readonly posted: Post;
}

/** Topics to subscribe to. What is published goes to all of them. */
export interface Topics {
  subscribe(topic: string): AsyncIterableIterator<Posted>;
  publish(post: Post): void;
  /** Subscriptions. */
  open(): number;
}

interface Reader {
  readonly wake: (result: IteratorResult<Posted, undefined>) => void;
}

/** Posts arrive one at a time and are read before the next one, so at most one waits for a reader. */
const reading = (onLeft: () => void) => {
  const waiting: Posted[] = [];
  let reader: Reader | undefined;
  const done = { done: true, value: undefined } as const;
  const iterator: AsyncIterableIterator<Posted> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => {
      const posted = waiting.shift();
      if (posted !== undefined) return Promise.resolve({ done: false, value: posted });
      return new Promise((wake) => {
        reader = { wake };
      });
    },
    return: () => {
      onLeft();
      reader?.wake(done);
      return Promise.resolve(done);
    },
  };
  const push = (posted: Posted): void => {
    if (reader === undefined) waiting.push(posted);
    else reader.wake({ done: false, value: posted });
    reader = undefined;
  };
  return { iterator, push };
};

export const topics = (): Topics => {
  const subscriptions = new Set<(posted: Posted) => void>();
  return {
    subscribe: () => {
      const { iterator, push } = reading(() => subscriptions.delete(push));
      subscriptions.add(push);
      return iterator;
    },
    publish: (post) => {
      for (const push of subscriptions) push({ posted: post });
    },
    open: () => subscriptions.size,
  };
};
