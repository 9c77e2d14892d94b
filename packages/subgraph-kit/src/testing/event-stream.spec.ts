import { eventStream } from './event-stream';

/** A source in the test's hands. */
const source = () => {
  const pushes: ((value: number) => void)[] = [];
  const fails: ((error: Error) => void)[] = [];
  let closed = 0;
  return {
    open: (push: (value: number) => void, fail: (error: Error) => void) => {
      pushes.push(push);
      fails.push(fail);
      return () => {
        closed += 1;
      };
    },
    push: (...values: readonly number[]) => {
      for (const value of values) pushes[0]?.(value);
    },
    fail: (error: Error) => fails[0]?.(error),
    opened: () => pushes.length,
    closed: () => closed,
  };
};

describe('a stream of events', () => {
  it('opens its source before anybody reads, so that nothing is missed', async () => {
    const events = source();
    const stream = eventStream(events);
    events.push(1, 2);
    expect([await stream.next(), await stream.next()]).toEqual([
      { value: 1, done: false },
      { value: 2, done: false },
    ]);
  });

  it('hands an event to the reader that waits for it', async () => {
    const events = source();
    const next = eventStream(events).next();
    events.push(7);
    expect(await next).toEqual({ value: 7, done: false });
  });

  it('ends at once when the reader leaves, with no event pending', async () => {
    const events = source();
    const stream = eventStream(events);
    const next = stream.next();
    await stream.return?.();
    expect(await next).toEqual({ value: undefined, done: true });
    expect(events.closed()).toBe(1);
  });

  it('closes its source once, however often it is left', async () => {
    const events = source();
    const stream = eventStream(events);
    await stream.return?.();
    await stream.return?.();
    expect(events.closed()).toBe(1);
  });

  it('tells a failure after what was queued before it, and then ends', async () => {
    const events = source();
    const stream = eventStream(events);
    events.push(1);
    events.fail(new Error('gap'));
    expect(await stream.next()).toEqual({ value: 1, done: false });
    await expect(stream.next()).rejects.toThrow('gap');
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    expect(events.closed()).toBe(1);
  });

  it('lets go of a reader that falls too far behind', async () => {
    const events = source();
    const stream = eventStream({ ...events, queueMax: 2 });
    events.push(1, 2, 3);
    expect(events.closed()).toBe(1);
    await stream.next();
    await stream.next();
    await stream.next();
    await expect(stream.next()).rejects.toThrow('The subscriber reads too slowly: subscribe again.');
  });

  it('closes a source that fails while it opens', () => {
    let closed = 0;
    eventStream({
      open: (_push, fail) => {
        fail(new Error('not today'));
        return () => {
          closed += 1;
        };
      },
    });
    expect(closed).toBe(1);
  });
});
