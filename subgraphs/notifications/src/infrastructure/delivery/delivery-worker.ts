import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';

/** Soon enough for a mail, and rare enough to be free: an index scan that finds nothing. */
const POLL_MS = 100;
const PAUSE_AFTER_TROUBLE_MS = 1_000;

/** Runs `deliver` for as long as there is something due, and asks again a little later. Stopping waits for the batch at hand. */
export const deliveryWorker = (deliver: () => Promise<boolean>, logger: Logger): Service => {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const oneRound = async (): Promise<number> => {
    try {
      return (await deliver()) ? 0 : POLL_MS;
    } catch (error) {
      logger.warn({ err: error }, 'messages could not be delivered; trying again');
      return PAUSE_AFTER_TROUBLE_MS;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const pauseMs = await oneRound();
      // An aborted pause is how this loop ends early.
      if (pauseMs > 0) await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  return {
    start: () => {
      running = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};
