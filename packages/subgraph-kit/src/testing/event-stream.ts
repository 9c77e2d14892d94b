import { GraphQLError } from 'graphql';

const QUEUE_MAX = 256;

export interface EventSource<Value> {
  /** Begins to push, and answers with how to stop. `fail` ends the stream with an error after what is queued. */
  readonly open: (push: (value: Value) => void, fail: (error: Error) => void) => () => void;
  /** A reader that falls behind by more than this is ended, so that it cannot fill the memory. */
  readonly queueMax?: number;
}

interface Reader<Value> {
  readonly resolve: (result: IteratorResult<Value, undefined>) => void;
  readonly reject: (error: Error) => void;
}

const done = { value: undefined, done: true } as const;

/**
 * Turns what is pushed into what a `subscribe` resolver returns.
 *
 * It is opened at once, not at the first read, so that nothing which happens in between is missed; and it ends at once
 * when the subscriber leaves, also while no event is pending.
 */
export const eventStream = <Value>({
  open,
  queueMax = QUEUE_MAX,
}: EventSource<Value>): AsyncIterableIterator<Value, undefined> => {
  const queue: Value[] = [];
  const readers: Reader<Value>[] = [];
  let failure: Error | undefined;
  let ended = false;
  const closing: (() => void)[] = [];

  const isEnded = (): boolean => ended;

  const settleReaders = (): void => {
    for (let reader = readers.shift(); reader !== undefined; reader = readers.shift()) {
      if (failure === undefined) reader.resolve(done);
      else reader.reject(failure);
    }
  };

  const end = (error?: Error): void => {
    if (ended) return;
    ended = true;
    failure = error;
    for (const close of closing) close();
    settleReaders();
  };

  const push = (value: Value): void => {
    if (ended) return;
    const reader = readers.shift();
    if (reader !== undefined) reader.resolve({ value, done: false });
    else if (queue.push(value) > queueMax) end(tooSlow());
  };

  const next = (): Promise<IteratorResult<Value, undefined>> => {
    const value = queue.shift();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (failure !== undefined) {
      const error = failure;
      failure = undefined;
      return Promise.reject(error);
    }
    if (ended) return Promise.resolve(done);
    return new Promise((resolve, reject) => {
      readers.push({ resolve, reject });
    });
  };

  const leave = (): Promise<IteratorResult<Value, undefined>> => {
    queue.length = 0;
    end();
    return Promise.resolve(done);
  };

  // The source may push, or fail, before it has answered with how to stop.
  const close = open(push, end);
  if (isEnded()) close();
  else closing.push(close);

  const stream: AsyncIterableIterator<Value, undefined> = {
    next,
    return: leave,
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
};

const tooSlow = (): GraphQLError =>
  new GraphQLError('The subscriber reads too slowly: subscribe again.', {
    extensions: { code: 'SUBSCRIBER_TOO_SLOW' },
  });
