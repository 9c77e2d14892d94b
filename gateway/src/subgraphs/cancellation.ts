type Listener = (reason: Error) => void;

/**
 * Cancels work whose result is no longer needed, with a reason.
 *
 * An operation has several. `AbortController` would do the same: making it, its signal and their event listeners took a
 * fifteenth of the gateway's time.
 */
export class Cancellation {
  #reason: Error | undefined;
  #listeners: Listener[] = [];

  /** Why the work is to be given up; undefined as long as it is wanted. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** The first reason counts. */
  cancel(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener(reason);
  }

  /** Calls the listener once, at once where it is too late already. Returns how to stop listening. */
  onCancel(listener: Listener): () => void {
    if (this.#reason === undefined) this.#listeners.push(listener);
    else listener(this.#reason);
    return () => {
      const at = this.#listeners.indexOf(listener);
      if (at !== -1) this.#listeners.splice(at, 1);
    };
  }
}
