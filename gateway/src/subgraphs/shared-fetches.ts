import { Cancellation } from './cancellation';

/** Fetches in flight, so that equal requests may share one. */
export interface SharedFetches<Answer> {
  /**
   * Joins the fetch of this key, or starts it. `cancellation` ends this request's wait; the fetch itself is given up when
   * no request waits for it any more.
   */
  join(key: string, cancellation: Cancellation, fetch: (abandoned: Cancellation) => Promise<Answer>): Promise<Answer>;
  /** No request joins a fetch that started before this: it may have read what has been changed since. */
  stopSharing(): void;
}

/** Of the keys, which contain the request, of all fetches that can be shared; beyond that a fetch is not shared. */
const KEY_CHARACTERS_MAX = 8 * 1024 * 1024;

interface InFlight<Answer> {
  readonly answer: Promise<Answer>;
  readonly abandoned: Cancellation;
  waiting: number;
}

export const sharedFetches = <Answer>(onJoin: () => void): SharedFetches<Answer> => {
  const inFlightByKey = new Map<string, InFlight<Answer>>();
  let characters = 0;
  const forget = (key: string): void => {
    if (inFlightByKey.delete(key)) characters -= key.length;
  };
  const remember = (key: string, inFlight: InFlight<Answer>): void => {
    forget(key);
    if (characters + key.length > KEY_CHARACTERS_MAX) return;
    characters += key.length;
    inFlightByKey.set(key, inFlight);
  };

  const start = (key: string, fetch: (abandoned: Cancellation) => Promise<Answer>): InFlight<Answer> => {
    const abandoned = new Cancellation();
    const inFlight: InFlight<Answer> = { answer: fetch(abandoned), abandoned, waiting: 0 };
    const settle = (): void => {
      if (inFlightByKey.get(key) === inFlight) forget(key);
    };
    inFlight.answer.then(settle, settle);
    remember(key, inFlight);
    return inFlight;
  };

  const wait = (inFlight: InFlight<Answer>, cancellation: Cancellation): Promise<Answer> =>
    new Promise((resolve, reject) => {
      inFlight.waiting += 1;
      const stopListening = cancellation.onCancel((reason) => {
        inFlight.waiting -= 1;
        if (inFlight.waiting === 0) inFlight.abandoned.cancel(reason);
        reject(reason);
      });
      inFlight.answer.then(resolve, reject).finally(stopListening);
    });

  return {
    join: (key, cancellation, fetch) => {
      const inFlight = inFlightByKey.get(key);
      if (inFlight === undefined || inFlight.abandoned.reason !== undefined)
        return wait(start(key, fetch), cancellation);
      onJoin();
      return wait(inFlight, cancellation);
    },
    stopSharing: () => {
      inFlightByKey.clear();
      characters = 0;
    },
  };
};
