import {
  BrokenCircuitError,
  circuitBreaker as cockatielBreaker,
  CircuitState,
  handleWhen,
  type IBackoff,
  type IBreaker,
} from 'cockatiel';

export interface CircuitOptions {
  /** Requests in a window before their failures count. */
  readonly requestsMin: number;
  /** The part of them, 0 to 1, whose failure opens the circuit. */
  readonly failureRatio: number;
  /** Milliseconds. */
  readonly windowMs: number;
  /** Milliseconds for which nothing is sent; then one request at a time, until one succeeds. */
  readonly openMs: number;
}

export interface CircuitBreakerOptions extends CircuitOptions {
  /** Whether a rejected request is a failure of the subgraph. Others are not counted. */
  readonly isFailure: (error: unknown) => boolean;
  readonly onChange: (isOpen: boolean) => void;
}

/** Thrown in place of a request while the circuit is open. */
export class CircuitOpen extends Error {
  override readonly name = 'CircuitOpen';
}

/** Runs a request, or rejects with a CircuitOpen without running it. */
export type CircuitBreaker = <Result>(request: () => Promise<Result>) => Promise<Result>;

/**
 * Counts requests in windows of a fixed length.
 *
 * The SamplingBreaker of cockatiel 3 forgets one of its parts with each request, however old the others are: with few requests,
 * failures of an hour ago would open the circuit. Nor does it take a ratio of 0 or 1.
 */
class FixedWindow implements IBreaker {
  state: unknown;
  readonly #options: CircuitOptions;
  #startedAt = Number.NEGATIVE_INFINITY;
  #requests = 0;
  #failures = 0;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.#startedAt = Number.NEGATIVE_INFINITY;
    this.#count(0);
  }

  failure(): boolean {
    this.#count(1);
    const { requestsMin, failureRatio } = this.#options;
    return this.#requests >= requestsMin && this.#failures / this.#requests >= failureRatio;
  }

  #count(failures: number): void {
    const now = Date.now();
    if (now - this.#startedAt >= this.#options.windowMs) {
      this.#startedAt = now;
      this.#requests = 0;
      this.#failures = 0;
    }
    this.#requests += 1;
    this.#failures += failures;
  }
}

/** A probe that ended without an outcome. */
class InconclusiveProbe extends Error {}

/**
 * Stops sending to a subgraph that keeps failing, so that its clients do not wait for it.
 *
 * The states and their transitions are those of cockatiel. Two things are done here: while a probe runs, other requests are
 * rejected and do not wait for its outcome; and a probe that was cancelled leaves the circuit open for the next one, where
 * cockatiel would take any error that is no failure for a success.
 */
export const circuitBreaker = (options: CircuitBreakerOptions): CircuitBreaker => {
  const { openMs, isFailure, onChange } = options;
  const openFor = ({ result }: { readonly result: object }): IBackoff<{ readonly result: object }> => ({
    duration: 'error' in result && result.error instanceof InconclusiveProbe ? 0 : openMs,
    next: openFor,
  });
  const policy = cockatielBreaker(
    handleWhen((error) => isFailure(error) || error instanceof InconclusiveProbe),
    { halfOpenAfter: { next: openFor }, breaker: new FixedWindow(options) },
  );
  policy.onStateChange((state) => {
    onChange(state !== CircuitState.Closed);
  });

  const probing =
    <Result>(request: () => Promise<Result>) =>
    async (): Promise<Result> => {
      try {
        return await request();
      } catch (error) {
        throw isFailure(error) ? error : new InconclusiveProbe('The probe was cancelled', { cause: error });
      }
    };

  return async (request) => {
    if (policy.state === CircuitState.HalfOpen) throw new CircuitOpen();
    try {
      return await policy.execute(policy.state === CircuitState.Open ? probing(request) : request);
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw new CircuitOpen();
      throw error instanceof InconclusiveProbe ? error.cause : error;
    }
  };
};
