import { Cancellation } from '../subgraphs/cancellation';

export interface Deadline {
  readonly cancellation: Cancellation;
  /** To be called when the work is done, so that nothing is left behind. */
  end(): void;
}

/** Cancelled with its parent, and after a time in any case. */
export const deadline = (parent: Cancellation, timeoutMs: number): Deadline => {
  const cancellation = new Cancellation();
  const timer = setTimeout(() => {
    cancellation.cancel(new Error(`Not done within ${timeoutMs.toString()} ms`));
  }, timeoutMs);
  const unfollow = parent.onCancel((reason) => {
    cancellation.cancel(reason);
  });
  return {
    cancellation,
    end: () => {
      clearTimeout(timer);
      unfollow();
    },
  };
};
