import { type ChangeBatch, changeStream } from './change-stream';

/** A source whose reads are given one after the other; after the last of them there is nothing new. */
const aSource = (...batches: readonly ChangeBatch<number>[]) => {
  const listeners = new Set<() => void>();
  let reads = 0;
  return {
    stream: changeStream<number>({
      subscribe: (notify) => {
        listeners.add(notify);
        return () => listeners.delete(notify);
      },
      read: () => {
        reads += 1;
        return Promise.resolve(batches[reads - 1] ?? { values: [], more: false });
      },
    }),
    notify: () => {
      for (const listener of listeners) listener();
    },
    reads: () => reads,
    subscribers: () => listeners.size,
  };
};

const ended = { done: true, value: undefined };
const value = (each: number) => ({ done: false, value: each });

describe('a change stream', () => {
  it('subscribes at once, and reads only on request', async () => {
    const { stream, reads, subscribers } = aSource({ values: [1, 2], more: false });
    expect([subscribers(), reads()]).toEqual([1, 0]);
    expect(await stream.next()).toEqual(value(1));
    expect(await stream.next()).toEqual(value(2));
    expect(reads()).toBe(1);
  });

  it('reads again without a notification while there is more', async () => {
    const { stream } = aSource({ values: [1], more: true }, { values: [], more: true }, { values: [2], more: false });
    expect(await stream.next()).toEqual(value(1));
    expect(await stream.next()).toEqual(value(2));
  });

  it('waits for a notification when there is no more', async () => {
    const { stream, notify, reads } = aSource({ values: [1], more: false }, { values: [2], more: false });
    await stream.next();
    const next = stream.next();
    expect(reads()).toBe(1);
    notify();
    expect(await next).toEqual(value(2));
  });

  it('waits again after a notification without anything new', async () => {
    const none = { values: [], more: false };
    const { stream, notify, reads } = aSource(none, none, { values: [1], more: false });
    const next = stream.next();
    for (const expected of [1, 2]) {
      while (reads() < expected) await Promise.resolve();
      await Promise.resolve();
      notify();
    }
    expect(await next).toEqual(value(1));
    expect(reads()).toBe(3);
  });

  it('makes one read of many notifications', async () => {
    const { stream, notify, reads } = aSource({ values: [1], more: false }, { values: [2], more: false });
    await stream.next();
    notify();
    notify();
    expect(await stream.next()).toEqual(value(2));
    const waiting = stream.next();
    await stream.return?.();
    expect(await waiting).toEqual(ended);
    expect(reads()).toBe(2);
  });

  it('ends for good when the client leaves, without what is unread', async () => {
    const { stream, notify, reads, subscribers } = aSource({ values: [1, 2], more: true });
    await stream.next();
    expect(await stream.return?.()).toEqual(ended);
    expect(subscribers()).toBe(0);
    notify();
    expect(await stream.next()).toEqual(ended);
    expect(reads()).toBe(1);
  });

  it('ends when the client throws, with that error', async () => {
    const { stream, subscribers } = aSource({ values: [1, 2], more: false });
    await stream.next();
    await expect(stream.throw?.(new Error('left'))).rejects.toThrow('left');
    await expect(stream.throw?.('left')).rejects.toEqual(new Error('left'));
    expect(subscribers()).toBe(0);
    expect(await stream.next()).toEqual(ended);
  });

  it('is its own iterator', async () => {
    const { stream } = aSource({ values: [1, 2], more: false });
    const seen: number[] = [];
    for await (const each of stream) {
      seen.push(each);
      if (each === 2) break;
    }
    expect(seen).toEqual([1, 2]);
  });

  it('fails as its read does', async () => {
    const stream = changeStream<number>({
      subscribe: () => () => undefined,
      read: () => Promise.reject(new Error('unavailable')),
    });
    await expect(stream.next()).rejects.toThrow('unavailable');
  });
});
