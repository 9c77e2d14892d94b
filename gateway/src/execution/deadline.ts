export interface Deadline {
  readonly signal: AbortSignal;
  /** To be called when the work is done, so that nothing is left behind. */
  end(): void;
}

/** A signal that is aborted with its parent, and after a time in any case. */
export const deadline = (parent: AbortSignal, timeoutMs: number): Deadline => {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new Error(`Not done within ${timeoutMs.toString()} ms`));
  }, timeoutMs);
  const follow = (): void => {
    controller.abort(parent.reason);
  };
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
};
