export interface CircuitOptions {
  /** Requests in a window before their failures mean anything. */
  readonly requestsMin: number;
  /** The part of them, 0 to 1, whose failure opens the circuit. */
  readonly failureRatio: number;
  readonly windowMs: number;
  /** How long nothing is tried; then one request at a time, until one succeeds. */
  readonly openMs: number;
}

/** Spares a subgraph that keeps failing, and spares its clients the wait. */
export interface CircuitBreaker {
  /** Whether a request may go out now. Whoever was let through must report how it went. */
  letThrough(): boolean;
  succeeded(): void;
  failed(): void;
  /** Nothing was learnt: the request was cancelled. */
  abandoned(): void;
  isOpen(): boolean;
}

export const circuitBreaker = (options: CircuitOptions, now: () => number = Date.now): CircuitBreaker => {
  let windowStart = now();
  let requests = 0;
  let failures = 0;
  let openUntil: number | undefined;
  let probing = false;

  const count = (failed: boolean): void => {
    if (now() - windowStart >= options.windowMs) {
      windowStart = now();
      requests = 0;
      failures = 0;
    }
    requests += 1;
    failures += failed ? 1 : 0;
  };

  const isOpen = (): boolean => openUntil !== undefined;

  return {
    isOpen,
    letThrough: () => {
      if (openUntil === undefined) return true;
      if (now() < openUntil || probing) return false;
      probing = true;
      return true;
    },
    succeeded: () => {
      if (openUntil !== undefined && probing) {
        openUntil = undefined;
        windowStart = Number.NEGATIVE_INFINITY;
      }
      probing = false;
      count(false);
    },
    abandoned: () => {
      probing = false;
    },
    failed: () => {
      count(true);
      const tripped = requests >= options.requestsMin && failures / requests >= options.failureRatio;
      if (probing || tripped) openUntil = now() + options.openMs;
      probing = false;
    },
  };
};
