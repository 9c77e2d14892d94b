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
  /** Of an error of the probe that waiting does not cure: what to do about it. */
  readonly remedyOf?: (error: unknown) => string | undefined;
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

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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
    const remedy = starting.remedyOf?.(outcome.error);
    if (remedy !== undefined || Date.now() > giveUpAt) {
      await starting.process.stop();
      const advice = remedy ?? `it was given ${starting.withinMs.toString()} ms.${quoteOf(starting.logFile)}`;
      throw new Error(`${starting.name} is not ready (${reasonOf(outcome.error)}): ${advice}`);
    }
    await delay(PROBE_EVERY_MS);
  }
};
