import { setTimeout as delay } from 'node:timers/promises';

const WITHIN_MS = 5_000;
const PAUSE_FIRST_MS = 5;
const PAUSE_MAX_MS = 100;

export interface EventuallyOptions {
  /** How long the assertion may keep failing. */
  readonly withinMs?: number;
}

/**
 * Repeats the assertion until it holds, and returns its value; after `withinMs` it fails with the last failure.
 * An assertion that is running then is still awaited, so give what it calls time limits of their own.
 */
export const eventually = async <T>(
  assertion: () => T | Promise<T>,
  { withinMs = WITHIN_MS }: EventuallyOptions = {},
): Promise<T> => {
  const giveUpAt = Date.now() + withinMs;
  for (let pauseMs = PAUSE_FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= giveUpAt) throw error;
    }
    await delay(pauseMs);
  }
};
