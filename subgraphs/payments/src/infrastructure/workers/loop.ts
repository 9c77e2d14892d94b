import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';

export interface LoopOptions {
  /** For the log. */
  readonly name: string;
  /** How often it runs without being woken. */
  readonly pollMs: number;
  /** Answers whether there may be more to do at once. */
  readonly run: () => Promise<boolean>;
  readonly logger: Logger;
}

export interface Loop extends Service {
  wake(): void;
}

/** Runs something again and again, never twice at the same time. */
export const loop = ({ name, pollMs, run, logger }: LoopOptions): Loop => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let woken = false;

  const runAll = async (): Promise<void> => {
    while (woken && timer !== undefined) {
      woken = false;
      try {
        if (await run()) woken = true;
      } catch (error) {
        logger.error({ err: error, loop: name }, 'a run failed');
      }
    }
    running = undefined;
  };

  const wake = (): void => {
    woken = true;
    if (timer !== undefined) running ??= runAll();
  };

  return {
    wake,
    start: () => {
      timer ??= setInterval(wake, pollMs);
      wake();
      return Promise.resolve();
    },
    stop: async () => {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
};
