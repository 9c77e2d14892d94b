/** Fetches that are under way, so that who wants the same may wait for the same. */
export interface SharedFetches<Answer> {
  /**
   * Joins the fetch of this key, or starts it. `signal` ends this caller's wait; the fetch itself is given up when
   * nobody waits for it any more.
   */
  join(key: string, signal: AbortSignal, fetch: (abandoned: AbortSignal) => Promise<Answer>): Promise<Answer>;
  /** From here on nobody joins what started before: it may have read what has been changed since. */
  closeToNewcomers(): void;
}

interface Flight<Answer> {
  readonly answer: Promise<Answer>;
  readonly abandon: AbortController;
  waiting: number;
}

export const sharedFetches = <Answer>(onJoin: () => void): SharedFetches<Answer> => {
  const flights = new Map<string, Flight<Answer>>();

  const start = (key: string, fetch: (abandoned: AbortSignal) => Promise<Answer>): Flight<Answer> => {
    const abandon = new AbortController();
    const flight: Flight<Answer> = { answer: fetch(abandon.signal), abandon, waiting: 0 };
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.answer.then(land, land);
    flights.set(key, flight);
    return flight;
  };

  const wait = (flight: Flight<Answer>, signal: AbortSignal): Promise<Answer> =>
    new Promise((resolve, reject) => {
      flight.waiting += 1;
      const leave = (): void => {
        flight.waiting -= 1;
        if (flight.waiting === 0) flight.abandon.abort(signal.reason);
        reject(signal.reason as Error);
      };
      const settle = (): void => {
        signal.removeEventListener('abort', leave);
      };
      signal.addEventListener('abort', leave, { once: true });
      flight.answer.then(resolve, reject).finally(settle);
    });

  return {
    join: (key, signal, fetch) => {
      const flight = flights.get(key);
      if (flight === undefined || flight.abandon.signal.aborted) return wait(start(key, fetch), signal);
      onJoin();
      return wait(flight, signal);
    },
    closeToNewcomers: () => {
      flights.clear();
    },
  };
};
