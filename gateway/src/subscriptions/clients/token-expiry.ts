import type { Caller } from '@oms/auth';

/** The longest that a timer can wait; beyond it Node fires at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Calls back when the caller's token expires; never for the anonymous. Returns how to stop waiting. */
export const onTokenExpiry = (caller: Caller | undefined, expired: () => void): (() => void) => {
  if (caller === undefined) return () => undefined;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const leftMs = caller.expiresAt * 1_000 - Date.now();
    timer = setTimeout(leftMs > TIMER_MAX_MS ? wait : expired, Math.min(Math.max(leftMs, 0), TIMER_MAX_MS));
    timer.unref();
  };
  wait();
  return () => {
    clearTimeout(timer);
  };
};
