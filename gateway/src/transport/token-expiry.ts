import type { VerifiedActor } from '@oms/auth';

/** The longest that a timer can wait; beyond it Node fires at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Calls back when the actor's token expires; never for the anonymous. Returns how to stop waiting. */
export const onTokenExpiry = (actor: VerifiedActor | undefined, expired: () => void): (() => void) => {
  if (actor === undefined) return () => undefined;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const leftMs = actor.expiresAt - Date.now();
    timer = setTimeout(leftMs > TIMER_MAX_MS ? wait : expired, Math.min(Math.max(leftMs, 0), TIMER_MAX_MS));
    timer.unref();
  };
  wait();
  return () => {
    clearTimeout(timer);
  };
};
