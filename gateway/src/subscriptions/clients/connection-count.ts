import type { Caller } from '@oms/auth';
import type { SubscriptionLimits } from '../limits';

/** Counts connections of all transports against the limits. */
export class ConnectionCount {
  readonly #limits: SubscriptionLimits;
  readonly #byCaller = new Map<string, number>();
  #all = 0;

  constructor(limits: SubscriptionLimits) {
    this.#limits = limits;
  }

  /** Returns how to give the place back, or nothing when there is none. */
  take(): (() => void) | undefined {
    if (this.#all >= this.#limits.connectionsMax) return undefined;
    this.#all += 1;
    return once(() => {
      this.#all -= 1;
    });
  }

  /** A place among the caller's own; the anonymous have no limit but that of all. */
  takeFor(caller: Caller | undefined): (() => void) | undefined {
    if (caller === undefined) return () => undefined;
    const { subject } = caller;
    const count = this.#byCaller.get(subject) ?? 0;
    if (count >= this.#limits.connectionsPerCallerMax) return undefined;
    this.#byCaller.set(subject, count + 1);
    return once(() => {
      const left = (this.#byCaller.get(subject) ?? 1) - 1;
      if (left === 0) this.#byCaller.delete(subject);
      else this.#byCaller.set(subject, left);
    });
  }
}

const once = (action: () => void): (() => void) => {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
};
