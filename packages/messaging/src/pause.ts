import { setTimeout as delay } from 'node:timers/promises';

/** Waits, or until it is told to stop. */
export const pause = async (ms: number, stopping: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined);
};
