import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@oms/telemetry';
import { type Loop, loop } from './loop';
import { resultRecorder } from './result-recorder';

/** Jobs that were performed and are not recorded yet may be as many as those being performed; beyond that none is claimed. */
const IN_FLIGHT_PER_CONCURRENCY_MAX = 2;

export interface ClaimRequest {
  readonly limit: number;
  /** How long no other worker may claim what is claimed now, unless the lease is renewed. */
  readonly leaseMs: number;
  /** Ids of the jobs in flight: they must not be claimed again, even when their leases have ended. */
  readonly except: readonly string[];
}

export interface Lease {
  /** After a crash, jobs in flight can be claimed again after so long. */
  readonly ms: number;
  /** For jobs that may take longer than the lease. Left out, the lease must be longer than performing and recording take. */
  readonly renewal?: {
    /** A fraction of the lease, so that several renewals in a row may fail. */
    readonly everyMs: number;
    /** Lets the leases of these jobs end `leaseMs` from now. */
    readonly renew: (ids: readonly string[], leaseMs: number) => Promise<void>;
  };
}

export interface LeasedWorkerOptions<Job, Result> {
  /** For the log. */
  readonly name: string;
  /** How many jobs are performed at the same time. */
  readonly concurrencyMax: number;
  /** How long it waits before it looks for jobs again, unless it is woken. */
  readonly pollMs: number;
  readonly lease: Lease;
  readonly idOf: (job: Job) => string;
  /** Resolves when the claim is committed. */
  readonly claim: (request: ClaimRequest) => Promise<readonly Job[]>;
  /** May wait for the network. A job whose performance fails can be claimed again when its lease ends. */
  readonly perform: (job: Job) => Promise<Result>;
  /** May be repeated. Results that cannot be recorded are lost, and their jobs are claimed again when their leases end. */
  readonly record: (results: readonly Result[]) => Promise<void>;
  /** Whether `record` may succeed in a moment; then it is tried again, for a minute at most. */
  readonly isTransient: (error: unknown) => boolean;
  /** Default: all results that are ready, in one batch at a time. A batch of 1 is recorded without waiting for others. */
  readonly recording?: { readonly batchMax: number; readonly concurrencyMax: number };
  /** How long a stop waits for the jobs in flight. What is unfinished then is claimed again when its lease ends. */
  readonly drainMs: number;
  readonly logger: Logger;
}

/** Performs jobs, and keeps those in flight: claimed, and not recorded yet. */
const performer = <Job, Result>(options: LeasedWorkerOptions<Job, Result>, onFree: () => void) => {
  const { name, concurrencyMax, idOf, perform, logger } = options;
  const inFlightMax = concurrencyMax * IN_FLIGHT_PER_CONCURRENCY_MAX;
  const recording = options.recording ?? { batchMax: inFlightMax, concurrencyMax: 1 };
  const recorder = resultRecorder({ ...options, ...recording });
  const inFlight = new Map<string, Promise<void>>();
  let performing = 0;

  const free = (): number => Math.min(concurrencyMax - performing, inFlightMax - inFlight.size);

  /** Jobs may be waiting only when there was no place for them. */
  const release = (change: () => void): void => {
    const wasFull = free() === 0;
    change();
    if (wasFull) onFree();
  };

  const finish = async (job: Job): Promise<void> => {
    performing += 1;
    let result: Result;
    try {
      result = await perform(job);
    } catch (err) {
      logger.error({ err, worker: name, job: idOf(job) }, 'a job failed');
      return;
    } finally {
      release(() => {
        performing -= 1;
      });
    }
    await recorder.add(result);
  };

  const begin = (job: Job): void => {
    const id = idOf(job);
    if (inFlight.has(id)) return;
    const done = finish(job).finally(() => {
      release(() => inFlight.delete(id));
    });
    inFlight.set(id, done);
  };

  return {
    free,
    begin,
    ids: (): readonly string[] => [...inFlight.keys()],
    drained: (): Promise<unknown> => Promise.all(inFlight.values()),
    endRetries: recorder.endRetries,
  };
};

/** Renews the leases of what is in flight. Answers how to end that. */
const renewing = (
  { name, lease: { ms, renewal }, logger }: Pick<LeasedWorkerOptions<never, never>, 'name' | 'lease' | 'logger'>,
  ids: () => readonly string[],
): (() => void) => {
  if (renewal === undefined) return () => undefined;
  // Not a loop: a renewal that hangs on a lost connection must not delay the next.
  const timer = setInterval(() => {
    const renewed = ids();
    if (renewed.length === 0) return;
    renewal.renew(renewed, ms).catch((error: unknown) => {
      logger.warn({ err: error, worker: name }, 'leases could not be renewed');
    });
  }, renewal.everyMs);
  return () => {
    clearInterval(timer);
  };
};

/**
 * Claims jobs under leases, performs them side by side, and records their results together. Any number of processes may
 * run it over the same jobs.
 */
export const leasedWorker = <Job, Result>(options: LeasedWorkerOptions<Job, Result>): Loop => {
  const { name, pollMs, lease, claim, drainMs, logger } = options;
  const jobs = performer(options, () => {
    claiming.wake();
  });
  const claiming = loop({
    name,
    pollMs,
    run: async () => {
      const limit = jobs.free();
      if (limit === 0) return false;
      const claimed = await claim({ limit, leaseMs: lease.ms, except: jobs.ids() });
      claimed.forEach(jobs.begin);
      // As many as requested: there may be more.
      return claimed.length === limit;
    },
    logger,
  });
  let endRenewals = (): void => undefined;

  return {
    wake: claiming.wake,
    start: async () => {
      endRenewals();
      endRenewals = renewing(options, jobs.ids);
      await claiming.start();
    },
    /** Finishes what was claimed, as far as `drainMs` allows. */
    stop: async () => {
      await claiming.stop();
      const drained = new AbortController();
      const limit = delay(drainMs, undefined, { signal: drained.signal }).catch(() => undefined);
      await Promise.race([jobs.drained(), limit]);
      drained.abort();
      jobs.endRetries();
      endRenewals();
    },
  };
};
