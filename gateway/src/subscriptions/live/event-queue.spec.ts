import { eventually } from '@oms/testing';
import { eventQueue } from './event-queue';

describe('a queue of events', () => {
  /** A handler whose events are finished by hand, by name. */
  const byHand = () => {
    const log: string[] = [];
    const finish = new Map<string, () => void>();
    const handle = (event: string): Promise<void> => {
      log.push(`${event} begins`);
      return new Promise((done) => {
        finish.set(event, () => {
          log.push(`${event} ends`);
          done();
        });
      });
    };
    return { log, handle, finish: (event: string) => finish.get(event)?.() };
  };

  it('handles one event after the other, in the order of arrival', async () => {
    const { log, handle, finish } = byHand();
    const queue = eventQueue(10, handle);
    for (const event of ['a', 'b', 'c']) queue.push(event);
    expect(log).toEqual(['a begins']);
    finish('a');
    await eventually(() => {
      expect(log).toEqual(['a begins', 'a ends', 'b begins']);
    });
  });

  it('takes no more than may wait', () => {
    const { handle } = byHand();
    const queue = eventQueue(2, handle);
    expect(['a', 'b', 'c', 'd'].map((event) => queue.push(event))).toEqual([true, true, true, false]);
  });

  it('drops what waits when it closes', async () => {
    const { log, handle, finish } = byHand();
    const queue = eventQueue(10, handle);
    for (const event of ['a', 'b']) queue.push(event);
    queue.close();
    finish('a');
    await eventually(() => {
      expect(log).toEqual(['a begins', 'a ends']);
    });
    queue.push('c');
    await eventually(() => {
      expect(log.at(-1)).toBe('c begins');
    });
    expect(log).not.toContain('b begins');
  });
});
