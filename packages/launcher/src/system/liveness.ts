import { reasonOf } from '../until-ready';

const PROBE_EVERY_MS = 1_000;
/** One a second, so that a process is given up after five seconds in which none of them was answered. */
const UNANSWERED_MAX = 5;
/** A late response still counts, up to this time. */
const ANSWER_WITHIN_MS = UNANSWERED_MAX * PROBE_EVERY_MS;

/** Resolves when the process responds; the signal is aborted when the result is no longer needed. */
export type Probe = (signal: AbortSignal) => Promise<void>;

/** Requests that the process is replaced, with the reason. */
export type Restart = (reason: string) => void;

export type StopWatching = () => void;

/** `GET` of a path that answers 200 while the process lives. The connection is kept for the next one. */
export const httpProbe =
  (url: string): Probe =>
  async (signal) => {
    const response = await fetch(url, { signal });
    // Read to its end, or the connection could not be used again.
    const text = await response.text();
    if (!response.ok) throw new Error(`it answers ${response.status.toString()}: ${text}`);
  };

/**
 * Probes a process that is ready, and asks once for its restart when five probes in a row, a second apart, had no answer.
 *
 * They do not wait for each other: a process that is slow, on a loaded machine, answers late but answers. A launcher
 * that did not get to run itself, as in a machine that slept, has not seen the answers, and begins to count anew.
 */
export const watchLiveness = (probe: Probe, restart: Restart): StopWatching => {
  let unanswered = 0;
  let lastReason = 'no answer';
  let lastProbeAt = performance.now();

  const send = (): void => {
    unanswered += 1;
    probe(AbortSignal.timeout(ANSWER_WITHIN_MS)).then(
      () => {
        unanswered = 0;
      },
      (error: unknown) => {
        lastReason = reasonOf(error);
      },
    );
  };

  const timer = setInterval(() => {
    const now = performance.now();
    if (now - lastProbeAt > 2 * PROBE_EVERY_MS) unanswered = 0;
    lastProbeAt = now;
    if (unanswered < UNANSWERED_MAX) {
      send();
      return;
    }
    clearInterval(timer);
    restart(`did not respond for ${(ANSWER_WITHIN_MS / 1_000).toString()} s (${lastReason})`);
  }, PROBE_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
};
