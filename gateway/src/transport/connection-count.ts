import type { VerifiedActor } from '@oms/auth';
import type { SubscriptionLimits } from '../subscriptions/limits';

/** Counts connections of all transports against the limits. */
export class ConnectionCount {
  readonly #limits: SubscriptionLimits;
  readonly #byActor = new Map<string, number>();
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

  /** A place among the actor's own; the anonymous have no limit but that of all. */
  takeFor(actor: VerifiedActor | undefined): (() => void) | undefined {
    if (actor === undefined) return () => undefined;
    const { id } = actor;
    const count = this.#byActor.get(id) ?? 0;
    if (count >= this.#limits.connectionsPerActorMax) return undefined;
    this.#byActor.set(id, count + 1);
    return once(() => {
      const left = (this.#byActor.get(id) ?? 1) - 1;
      if (left === 0) this.#byActor.delete(id);
      else this.#byActor.set(id, left);
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
