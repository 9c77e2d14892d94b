import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';

export interface WorkerOptions<Job, Result> {
  /** For the log. */
  readonly name: string;
  /** How many jobs are performed at the same time. */
  readonly concurrencyMax: number;
  /** How often it looks for work that nobody announced. */
  readonly pollMs: number;
  readonly claim: (max: number) => Promise<readonly Job[]>;
  /** May wait for the network. What throws is claimed again when its lease ends. */
  readonly perform: (job: Job) => Promise<Result>;
  /** Many at once under load. What throws is claimed again when the leases end. */
  readonly record: (results: readonly Result[]) => Promise<void>;
  readonly logger: Logger;
}

export interface Worker extends Service {
  /** There may be work: look at once. */
  wake(): void;
}

/** Records whatever is ready as one batch, while the next one gathers. */
const recorder = <Job, Result>({ name, record, logger }: WorkerOptions<Job, Result>) => {
  let ready: Result[] = [];
  let recording: Promise<void> | undefined;

  const recordAll = async (): Promise<void> => {
    while (ready.length > 0) {
      const batch = ready;
      ready = [];
      await record(batch).catch((error: unknown) => {
        logger.error({ err: error, worker: name, results: batch.length }, 'outcomes could not be recorded');
      });
    }
    recording = undefined;
  };

  return {
    add: (result: Result): void => {
      ready.push(result);
      recording ??= recordAll();
    },
    done: (): Promise<void> => recording ?? Promise.resolve(),
  };
};

/** Performs jobs side by side, and records what came of them together. */
export const worker = <Job, Result>(options: WorkerOptions<Job, Result>): Worker => {
  const { name, concurrencyMax, pollMs, claim, perform, logger } = options;
  const performing = new Set<Promise<void>>();
  const recorded = recorder(options);
  let claiming: Promise<void> | undefined;
  let woken = false;
  let timer: NodeJS.Timeout | undefined;

  const mayClaim = (): boolean => woken && timer !== undefined && performing.size < concurrencyMax;

  const begin = (job: Job): void => {
    const done = perform(job)
      .then(recorded.add, (error: unknown) => {
        logger.error({ err: error, worker: name }, 'a job failed');
      })
      .finally(() => {
        const wasFull = performing.size >= concurrencyMax;
        performing.delete(done);
        if (wasFull) wake();
      });
    performing.add(done);
  };

  const claimAll = async (): Promise<void> => {
    while (mayClaim()) {
      woken = false;
      const free = concurrencyMax - performing.size;
      const jobs = await claim(free).catch((error: unknown) => {
        logger.warn({ err: error, worker: name }, 'work could not be claimed');
        return [];
      });
      for (const job of jobs) begin(job);
      // As many as asked for: there may be more.
      if (jobs.length === free) woken = true;
    }
    claiming = undefined;
  };

  const wake = (): void => {
    woken = true;
    if (mayClaim()) claiming ??= claimAll();
  };

  return {
    wake,
    start: () => {
      timer ??= setInterval(wake, pollMs);
      wake();
      return Promise.resolve();
    },
    /** Finishes what was claimed; what was not stays for the next process. */
    stop: async () => {
      clearInterval(timer);
      timer = undefined;
      await claiming;
      await Promise.all(performing);
      await recorded.done();
    },
  };
};
