import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exit, GuardedProcess } from '../guarded-process';
import type { Restart, StopWatching } from './liveness';

const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 5_000;
/** A process that ran this long is in order again: its next failure is its first. Longer than a watch takes to find fault. */
const IN_ORDER_AFTER_MS = 20_000;

/**
 * What a launch waits for. The first one has to end with a process that can work, because others are started on top of
 * it; one that is started again has to live: that it cannot work yet, for want of another party, is no reason to end it.
 */
export type Milestone = 'ready' | 'alive';

export interface Supervision {
  readonly name: string;
  readonly logFile: string;
  /** Resolves when the process is ready. */
  readonly launch: (until: Milestone) => Promise<GuardedProcess>;
  /** Begins to watch what was launched; `restart` has it killed and started again. */
  readonly watch?: (restart: Restart) => StopWatching;
  readonly onProgress: (line: string) => void;
}

const pauseMs = (failures: number): number => Math.min(PAUSE_FIRST_MS * 2 ** failures, PAUSE_MAX_MS);

const howItEnded = ({ code, signal }: Exit): string => signal ?? `code ${String(code)}`;

/**
 * A process that is started again whenever it ends without being asked to, or is found at fault by its watch, with growing
 * pauses while that keeps happening.
 */
export class SupervisedProcess {
  readonly name: string;
  readonly #supervision: Supervision;
  #isWanted = false;
  #failures = 0;
  #running: GuardedProcess | undefined;
  #stopWatching: StopWatching = () => undefined;
  #pause = new AbortController();
  /** Settles when no start is under way; never rejects. */
  #settled: Promise<void> = Promise.resolve();

  constructor(supervision: Supervision) {
    this.name = supervision.name;
    this.#supervision = supervision;
  }

  /** Throws while it is down. */
  pid(): number {
    if (this.#running) return this.#running.pid;
    throw new Error(`${this.name} is down.`);
  }

  /** What it wrote since the system was started, whatever process it was then. */
  log(): string {
    return readFileSync(this.#supervision.logFile, 'utf8');
  }

  /** Resolves when it is ready; rejects when it does not start, and then it stays down. */
  async start(): Promise<void> {
    if (this.#isWanted) return this.#settled;
    this.#isWanted = true;
    this.#failures = 0;
    this.#pause = new AbortController();
    const first = this.#launch('ready');
    this.#settled = first.catch(() => {
      this.#isWanted = false;
    });
    await first;
  }

  /** Lets it finish its work; it stays down. */
  async stop(): Promise<void> {
    await this.#giveUp();
    await this.#running?.stop();
  }

  /** SIGKILL; resolves when it is dead. It comes back by itself, unless it is to stay down. */
  async kill({ stayDown = false }: { readonly stayDown?: boolean } = {}): Promise<void> {
    if (stayDown) await this.#giveUp();
    const victim = this.#running;
    victim?.kill('SIGKILL');
    await victim?.exited;
  }

  /** Any other signal, such as SIGSTOP. */
  signal(signal: NodeJS.Signals): void {
    this.#running?.kill(signal);
  }

  async #giveUp(): Promise<void> {
    this.#isWanted = false;
    this.#pause.abort();
    await this.#settled;
    // It may take its time to finish its work, and need not answer meanwhile.
    this.#stopWatching();
  }

  async #launch(until: Milestone): Promise<void> {
    const process = await this.#supervision.launch(until);
    this.#running = process;
    const since = Date.now();
    this.#watch(process);
    void process.exited.then((exit) => {
      this.#stopWatching();
      this.#running = undefined;
      if (!this.#isWanted) return;
      if (Date.now() - since > IN_ORDER_AFTER_MS) this.#failures = 0;
      this.#supervision.onProgress(`${this.name} ended (${howItEnded(exit)}) and is started again`);
      this.#settled = this.#revive();
    });
  }

  #watch(process: GuardedProcess): void {
    const restart: Restart = (reason) => {
      this.#supervision.onProgress(`${this.name} ${reason}: it is killed`);
      process.kill('SIGKILL');
    };
    this.#stopWatching = this.#supervision.watch?.(restart) ?? (() => undefined);
  }

  async #revive(): Promise<void> {
    for (;;) {
      await delay(pauseMs(this.#failures), undefined, { signal: this.#pause.signal }).catch(() => undefined);
      this.#failures += 1;
      if (!this.#isWanted || (await this.#tryLaunch())) return;
    }
  }

  async #tryLaunch(): Promise<boolean> {
    try {
      await this.#launch('alive');
      return true;
    } catch (error) {
      this.#supervision.onProgress(
        `${this.name} does not start: ${error instanceof Error ? error.message : String(error)}`,
      );
      return false;
    }
  }
}
