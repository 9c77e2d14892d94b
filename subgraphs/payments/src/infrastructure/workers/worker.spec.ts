import { createLogger } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { worker, type Worker } from './worker';

/** Longer than any test: whatever happens, happened because the worker was woken. */
const NEVER_MS = 1_000_000;
const logger = createLogger({ name: 'worker-test', level: 'silent' });

interface Bench {
  readonly worker: Worker;
  readonly queue: string[];
  readonly performing: Map<string, () => void>;
  readonly recorded: string[];
  mostAtOnce: number;
}

const benchWith = (concurrencyMax: number, ...queue: string[]): Bench => {
  const performing = new Map<string, () => void>();
  const recorded: string[] = [];
  const perform = (job: string): Promise<string> =>
    new Promise((resolve, reject) => {
      performing.set(job, () => {
        performing.delete(job);
        if (job === 'faulty') reject(new Error('A fault.'));
        else resolve(job);
      });
      bench.mostAtOnce = Math.max(bench.mostAtOnce, performing.size);
    });
  const record = (results: readonly string[]): Promise<void> => {
    recorded.push(...results);
    return Promise.resolve();
  };
  const claim = (max: number): Promise<string[]> => Promise.resolve(queue.splice(0, max));
  const made = worker({ name: 'test', concurrencyMax, pollMs: NEVER_MS, claim, perform, record, logger });
  const bench: Bench = { worker: made, queue, performing, recorded, mostAtOnce: 0 };
  return bench;
};

/** Finishes whatever is under way until this much is recorded. */
const untilRecorded = async ({ performing, recorded }: Bench, count: number): Promise<void> => {
  await eventually(() => {
    for (const finish of [...performing.values()]) finish();
    expect(recorded).toHaveLength(count);
  });
};

let bench: Bench | undefined;

afterEach(async () => {
  await bench?.worker.stop();
});

describe('a worker', () => {
  it('does all there is, never more at once than it may', async () => {
    bench = benchWith(2, 'a', 'b', 'c', 'd', 'e');
    await bench.worker.start();
    await untilRecorded(bench, 5);
    expect(bench.mostAtOnce).toBe(2);
  });

  it('goes on after it was woken while it was busy', async () => {
    const busy = benchWith(1, 'a', 'b', 'c');
    bench = busy;
    await busy.worker.start();
    await eventually(() => {
      expect([...busy.performing.keys()]).toEqual(['a']);
    });
    busy.worker.wake();
    await untilRecorded(busy, 3);
  });

  it('goes on after a job that failed', async () => {
    bench = benchWith(1, 'faulty', 'a');
    await bench.worker.start();
    await untilRecorded(bench, 1);
    expect(bench.recorded).toEqual(['a']);
  });

  it('finishes what it has begun when it stops, and begins no more', async () => {
    const stopped = benchWith(1, 'a', 'b');
    bench = stopped;
    await stopped.worker.start();
    await eventually(() => {
      expect(stopped.performing.size).toBe(1);
    });
    const stopping = stopped.worker.stop();
    stopped.performing.get('a')?.();
    await stopping;
    expect([stopped.recorded, stopped.queue]).toEqual([['a'], ['b']]);
  });
});
