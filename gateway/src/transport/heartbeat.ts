const PARTS = 10;

/** Something that must hear from us regularly. */
export interface Beating {
  beat(): void;
}

/** One timer for all connections: a tenth of them at a time, so that ten thousand pings do not make one long pause. */
export class Heartbeat {
  readonly #parts: readonly Set<Beating>[] = Array.from({ length: PARTS }, () => new Set<Beating>());
  readonly #timer: NodeJS.Timeout;
  #added = 0;
  #turn = 0;

  constructor(everyMs: number) {
    this.#timer = setInterval(() => {
      this.#beat();
    }, everyMs / PARTS);
    this.#timer.unref();
  }

  /** Returns how to leave it. */
  add(connection: Beating): () => void {
    const part = this.#parts[this.#added++ % PARTS];
    part?.add(connection);
    return () => part?.delete(connection);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    for (const connection of this.#parts[this.#turn++ % PARTS] ?? []) connection.beat();
  }
}
