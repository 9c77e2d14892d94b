import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from './backoff';

/** Reported while a process that starts waits for a server that does not answer yet. */
export interface Waiting {
  /** Why the last attempt failed. */
  readonly error: unknown;
  readonly waitedMs: number;
  readonly leftMs: number;
}

export interface FirstConnection<Connection> {
  /** One attempt; it may take `attemptMs` at most. */
  readonly connect: (attemptMs: number) => Promise<Connection>;
  /** Whether a failure may pass by itself: a server that is starting, in contrast to a wrong password. */
  readonly isTransient: (error: unknown) => boolean;
  /** How long all attempts may take together. */
  readonly timeoutMs: number;
  /** Called at the first failure that may pass, and then every 5 s. */
  readonly onWaiting: (waiting: Waiting) => void;
}

/** `STARTUP_TIMEOUT_MS` when it is not set. */
export const STARTUP_TIMEOUT_MS = 60_000;

/** A server on a machine under load accepts a connection late; one that has hung is not worth the whole wait. */
const ATTEMPT_MAX_MS = 15_000;
/** With less time left an attempt could only run out of time, and would hide why those before it failed. */
const ATTEMPT_MIN_MS = 100;
const BACKOFF = { backoffMs: 100, backoffMaxMs: 2_000 };
const REPORT_EVERY_MS = 5_000;

/**
 * Connects, and tries again with growing waits while the server may be starting.
 *
 * @throws the last failure: at once one that does not pass, the others at the deadline.
 */
export const firstConnection = async <Connection>({
  connect,
  isTransient,
  timeoutMs,
  onWaiting,
}: FirstConnection<Connection>): Promise<Connection> => {
  const beganAt = performance.now();
  const leftMs = (): number => Math.max(0, timeoutMs - (performance.now() - beganAt));
  let reportedAt = -Infinity;

  const report = (error: unknown): void => {
    const now = performance.now();
    if (now - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = now;
    onWaiting({ error, waitedMs: Math.round(now - beganAt), leftMs: Math.round(leftMs()) });
  };

  for (let attempts = 1; ; attempts += 1) {
    try {
      return await connect(Math.max(1, Math.min(ATTEMPT_MAX_MS, Math.ceil(leftMs()))));
    } catch (error) {
      if (!isTransient(error)) throw error;
      const waitMs = backoff(attempts, BACKOFF);
      if (leftMs() < waitMs + ATTEMPT_MIN_MS) throw error;
      report(error);
      await delay(waitMs);
    }
  }
};
