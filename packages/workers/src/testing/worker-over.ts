import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLogger } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { type ClaimRequest, leasedWorker, type LeasedWorkerOptions } from '../leased-worker';

/** Longer than any test: whatever happens, happened because the worker was woken. */
const NEVER_MS = 1_000_000;
export const LEASE_MS = 5_000;
const TURNS = 20;
const logger = createLogger({ name: 'worker-test', level: 'silent' });

/** Long enough for whatever is not waiting for a timer. */
export const settled = async (): Promise<void> => {
  for (let turns = 0; turns < TURNS; turns += 1) await nextTurn();
};

const stops: (() => Promise<void>)[] = [];

/** Called before the workers of the test are stopped. */
export const beforeStop = (end: () => void): void => {
  stops.unshift(() => {
    end();
    return Promise.resolve();
  });
};

/** A worker over jobs in memory, each of which the test ends. */
export const workerOver = (queue: string[], options: Partial<LeasedWorkerOptions<string, string>> = {}) => {
  const performing = new Map<string, { succeed: () => void; fail: () => void }>();
  const recorded: (readonly string[])[] = [];
  const claims: ClaimRequest[] = [];
  const worker = leasedWorker<string, string>({
    name: 'test',
    concurrencyMax: 2,
    pollMs: NEVER_MS,
    lease: { ms: LEASE_MS },
    idOf: (job) => job,
    claim: (request) => {
      claims.push(request);
      return Promise.resolve(queue.splice(0, request.limit));
    },
    perform: (job) =>
      new Promise((resolve, reject) => {
        const end = (how: () => void) => () => {
          performing.delete(job);
          how();
        };
        const fail = end(() => {
          reject(new Error('A fault.'));
        });
        performing.set(job, {
          succeed: end(() => {
            resolve(job);
          }),
          fail,
        });
      }),
    record: (results) => {
      recorded.push(results);
      return Promise.resolve();
    },
    isTransient: () => true,
    drainMs: NEVER_MS,
    logger,
    ...options,
  });
  const succeedAll = (): void => {
    for (const { succeed } of [...performing.values()]) succeed();
  };
  stops.push(async () => {
    queue.length = 0;
    succeedAll();
    await worker.stop();
  });
  return { worker, performing, recorded, claims, succeedAll };
};

type Fixture = ReturnType<typeof workerOver>;

/** Ends whatever is performed until so much is recorded. */
export const untilRecorded = async ({ succeedAll, recorded }: Fixture, count: number): Promise<void> => {
  await eventually(() => {
    succeedAll();
    expect(recorded.flat()).toHaveLength(count);
  });
};

export const performs = async ({ performing }: Fixture, ...jobs: string[]): Promise<void> => {
  await eventually(() => {
    expect([...performing.keys()]).toEqual(jobs);
  });
};

/** For `afterEach`: ends the jobs, and stops the workers. */
export const stopAll = async (): Promise<void> => {
  for (const stop of stops.splice(0)) await stop();
};
