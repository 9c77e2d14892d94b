/** An event loop that is blocked for longer serves no request: the process should be restarted. */
const BLOCKED_MS_MAX = 5_000;
const BEAT_MS = 500;

export interface EventLoopWatch {
  /**
   * Whether the event loop was blocked for longer than 5 s since the call before.
   *
   * While it is blocked a probe gets no answer and runs into its own timeout; this reports it to the probes that follow.
   */
  wasBlocked(): boolean;
  stop(): void;
}

/** Beats with the event loop, and notices when a beat is late. Keeps no process alive. */
export const eventLoopWatch = (now: () => number = () => performance.now()): EventLoopWatch => {
  let lastBeat = now();
  let longestMs = 0;
  const beat = (): void => {
    const at = now();
    longestMs = Math.max(longestMs, at - lastBeat);
    lastBeat = at;
  };
  const timer = setInterval(beat, BEAT_MS).unref();
  return {
    wasBlocked: () => {
      beat();
      const blocked = longestMs > BLOCKED_MS_MAX;
      longestMs = 0;
      return blocked;
    },
    stop: () => {
      clearInterval(timer);
    },
  };
};
