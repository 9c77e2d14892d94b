import { setTimeout as delay } from 'node:timers/promises';

/** Wakes one loop that waits. A wake while nothing waits is kept for the next wait. */
export interface Signal {
  readonly wake: () => void;
  /** Resolves at once when it was woken since the last wait. Answers whether it was woken. */
  wait(timeoutMs: number): Promise<boolean>;
}

export const createSignal = (): Signal => {
  let woken = false;
  let resume: (() => void) | undefined;
  return {
    wake: () => {
      woken = true;
      resume?.();
    },
    wait: async (timeoutMs) => {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        resume = undefined;
      }
      const was = woken;
      woken = false;
      return was;
    },
  };
};

/** Waits, but not longer than until `stopping` is aborted. */
export const pause = async (ms: number, stopping?: AbortSignal): Promise<void> => {
  const options = stopping === undefined ? {} : { signal: stopping };
  // It rejects when it is aborted, and never otherwise.
  await delay(ms, undefined, options).catch(() => undefined);
};
