import { Cancellation } from './cancellation';

/** Fetches that are under way, so that who wants the same may wait for the same. */
export interface SharedFetches<Answer> {
  /**
   * Joins the fetch of this key, or starts it. `cancellation` ends this request's wait; the fetch itself is given up when
   * nobody waits for it any more.
   */
  join(key: string, cancellation: Cancellation, fetch: (abandoned: Cancellation) => Promise<Answer>): Promise<Answer>;
  /** From here on nobody joins what started before: it may have read what has been changed since. */
  closeToNewcomers(): void;
}

/** Of the keys, which hold what is asked, of all fetches that can be joined; beyond that a fetch is its request's own. */
const KEY_CHARACTERS_MAX = 8 * 1024 * 1024;

interface Flight<Answer> {
  readonly answer: Promise<Answer>;
  readonly abandoned: Cancellation;
  waiting: number;
}

export const sharedFetches = <Answer>(onJoin: () => void): SharedFetches<Answer> => {
  const flights = new Map<string, Flight<Answer>>();
  let characters = 0;
  const forget = (key: string): void => {
    if (flights.delete(key)) characters -= key.length;
  };
  const remember = (key: string, flight: Flight<Answer>): void => {
    forget(key);
    if (characters + key.length > KEY_CHARACTERS_MAX) return;
    characters += key.length;
    flights.set(key, flight);
  };

  const start = (key: string, fetch: (abandoned: Cancellation) => Promise<Answer>): Flight<Answer> => {
    const abandoned = new Cancellation();
    const flight: Flight<Answer> = { answer: fetch(abandoned), abandoned, waiting: 0 };
    const land = (): void => {
      if (flights.get(key) === flight) forget(key);
    };
    flight.answer.then(land, land);
    remember(key, flight);
    return flight;
  };

  const wait = (flight: Flight<Answer>, cancellation: Cancellation): Promise<Answer> =>
    new Promise((resolve, reject) => {
      flight.waiting += 1;
      const stopListening = cancellation.onCancel((reason) => {
        flight.waiting -= 1;
        if (flight.waiting === 0) flight.abandoned.cancel(reason);
        reject(reason);
      });
      flight.answer.then(resolve, reject).finally(stopListening);
    });

  return {
    join: (key, cancellation, fetch) => {
      const flight = flights.get(key);
      if (flight === undefined || flight.abandoned.reason !== undefined) return wait(start(key, fetch), cancellation);
      onJoin();
      return wait(flight, cancellation);
    },
    closeToNewcomers: () => {
      flights.clear();
      characters = 0;
    },
  };
};
