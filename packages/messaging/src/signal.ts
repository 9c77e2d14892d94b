/** Lets one loop sleep until somebody has work for it, or some time has passed. A wake while it is busy is kept. */
export interface Signal {
  wake(): void;
  /** Resolves at once when it was woken since the last time. Answers whether it was woken. */
  wait(timeoutMs: number): Promise<boolean>;
}

export const createSignal = (): Signal => {
  let woken = false;
  let resume: (() => void) | undefined;
  return {
    wake: () => {
      woken = true;
      resume?.();
    },
    wait: async (timeoutMs) => {
      if (!woken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          resume = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        resume = undefined;
      }
      const was = woken;
      woken = false;
      return was;
    },
  };
};
