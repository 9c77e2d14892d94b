import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exit, GuardedProcess } from './guarded-process';

const PROBE_EVERY_MS = 25;
const LOG_LINES_SHOWN = 5;

export interface Starting {
  readonly name: string;
  readonly process: GuardedProcess;
  readonly logFile: string;
  readonly withinMs: number;
  /** Says which of the probe's errors waiting does not cure. */
  readonly isFinal?: (error: unknown) => boolean;
}

export const lastLines = (logFile: string, count: number = LOG_LINES_SHOWN): string => {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
};

const quoteOf = (logFile: string): string => `\n${lastLines(logFile)}\n(${logFile})`;

const howItEnded = ({ code, signal }: Exit): string => (signal === null ? `with code ${String(code)}` : `by ${signal}`);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Attempt = { readonly ready: true } | { readonly ready: false; readonly error: unknown };

const attempt = (probe: () => Promise<void>): Promise<Attempt> =>
  probe().then(
    () => ({ ready: true }),
    (error: unknown) => ({ ready: false, error }),
  );

/** Repeats the probe until it succeeds. A process that ends or takes too long is an error that quotes the end of its log. */
export const untilReady = async (starting: Starting, probe: () => Promise<void>): Promise<void> => {
  const ended: Exit[] = [];
  void starting.process.exited.then((exit) => ended.push(exit));
  const giveUpAt = Date.now() + starting.withinMs;
  for (;;) {
    const outcome = await attempt(probe);
    if (outcome.ready) return;
    const [exit] = ended;
    if (exit) throw new Error(`${starting.name} ended ${howItEnded(exit)} while starting:${quoteOf(starting.logFile)}`);
    if (Date.now() > giveUpAt || starting.isFinal?.(outcome.error) === true) {
      await starting.process.stop();
      const patience = `${starting.name} is not ready after ${starting.withinMs.toString()} ms at most`;
      throw new Error(`${patience}: ${reasonOf(outcome.error)}${quoteOf(starting.logFile)}`);
    }
    await delay(PROBE_EVERY_MS);
  }
};
