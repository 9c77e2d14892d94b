/** An event loop that stands still for longer serves nobody: whoever runs the process is to restart it. */
const BLOCKED_MS_MAX = 5_000;
const BEAT_MS = 500;

export interface EventLoopWatch {
  /**
   * Whether the event loop has stood still for longer than 5 s since this was asked before.
   *
   * While it does nobody is answered at all, so a probe sees its own timeout first; this tells those who ask just after.
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
