import type { Logger } from '@oms/telemetry';
import { retrying } from './retry';

/** Of one batch. Longer than a restart of a database takes. */
const RECORD_TIMEOUT_MS = 60_000;
const RECORD_BACKOFF = { backoffMs: 100, backoffMaxMs: 1_000, timeoutMs: RECORD_TIMEOUT_MS };

export interface ResultRecorderOptions<Result> {
  /** For the log. */
  readonly name: string;
  readonly record: (results: readonly Result[]) => Promise<void>;
  readonly isTransient: (error: unknown) => boolean;
  /** How many results one call of `record` gets. */
  readonly batchMax: number;
  /** How many calls of `record` run at the same time. */
  readonly concurrencyMax: number;
  readonly logger: Logger;
}

export interface ResultRecorder<Result> {
  /** Resolves when the result was recorded, or could not be. */
  add(result: Result): Promise<void>;
  /** Begins no further retry. */
  readonly endRetries: () => void;
}

interface Unrecorded<Result> {
  readonly result: Result;
  readonly done: () => void;
}

/** Records whatever results are ready as one batch, while the next one gathers. */
export const resultRecorder = <Result>(options: ResultRecorderOptions<Result>): ResultRecorder<Result> => {
  const { name, record, isTransient, batchMax, concurrencyMax, logger } = options;
  const ending = new AbortController();
  const persistently = retrying(RECORD_BACKOFF, {
    isTransient,
    onRetry: ({ error, attempts }) => {
      if (attempts === 1) logger.warn({ err: error, worker: name }, 'results could not be recorded; it is tried again');
    },
  });
  const ready: Unrecorded<Result>[] = [];
  let recording = 0;

  const recordBatch = async (batch: readonly Unrecorded<Result>[]): Promise<void> => {
    try {
      await persistently(() => record(batch.map(({ result }) => result)), ending.signal);
    } catch (error) {
      logger.error({ err: error, worker: name, results: batch.length }, 'results could not be recorded');
    }
    for (const { done } of batch) done();
  };

  const recordReady = (): void => {
    while (ready.length > 0 && recording < concurrencyMax) {
      recording += 1;
      void recordBatch(ready.splice(0, batchMax)).finally(() => {
        recording -= 1;
        recordReady();
      });
    }
  };

  return {
    add: (result) =>
      new Promise((done) => {
        ready.push({ result, done });
        recordReady();
      }),
    endRetries: () => {
      ending.abort();
    },
  };
};
