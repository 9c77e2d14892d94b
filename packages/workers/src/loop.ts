import type { RetryPolicy, Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import { backoff } from './backoff';
import { createSignal, pause } from './signal';

export interface LoopOptions {
  /** For the log. */
  readonly name: string;
  /** How long it waits between two runs, unless it is woken. */
  readonly pollMs: number;
  /** Resolves to whether there may be more to do at once. A long run should end when `stopping` is aborted. */
  readonly run: (stopping: AbortSignal) => Promise<boolean>;
  readonly logger: Logger;
  /** The wait after failed runs, which no wake shortens. Default: from 200 ms to 2 s. */
  readonly failureBackoff?: Omit<RetryPolicy, 'attemptsMax'>;
}

export interface Loop extends Service {
  /** There may be work: run at once, or again after the present run. */
  readonly wake: () => void;
}

const FAILURE_BACKOFF = { backoffMs: 200, backoffMaxMs: 2_000 };

/** Runs at its start and then again and again, never twice at the same time. A failed run is logged, and tried again. */
export const loop = (options: LoopOptions): Loop => {
  const { name, pollMs, run, logger, failureBackoff = FAILURE_BACKOFF } = options;
  const signal = createSignal();
  let stopping: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();

  const runAll = async ({ signal: stopped }: AbortController): Promise<void> => {
    let failures = 0;
    while (!stopped.aborted) {
      try {
        const more = await run(stopped);
        failures = 0;
        if (!more) await signal.wait(pollMs);
      } catch (err) {
        failures += 1;
        logger.warn({ err, loop: name, failures }, 'a run failed; it is tried again');
        await pause(backoff(failures, failureBackoff), stopped);
      }
    }
  };

  return {
    wake: signal.wake,
    start: () => {
      if (stopping !== undefined) return Promise.resolve();
      stopping = new AbortController();
      running = runAll(stopping);
      return Promise.resolve();
    },
    /** Resolves when the present run has ended. */
    stop: async () => {
      stopping?.abort();
      stopping = undefined;
      signal.wake();
      await running;
    },
  };
};
