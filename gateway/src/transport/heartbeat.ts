const PARTS = 10;

/** A connection that gets a heartbeat. */
export interface HeartbeatTarget {
  beat(): void;
}

/** One timer for all connections: a tenth of them at a time, so that ten thousand pings do not block the event loop. */
export class Heartbeat {
  readonly #parts: readonly Set<HeartbeatTarget>[] = Array.from({ length: PARTS }, () => new Set<HeartbeatTarget>());
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
  add(connection: HeartbeatTarget): () => void {
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
