import type { Logger } from '@oms/telemetry';

/** While the provider is away and no key is known, it is asked every second: one line in a while says as much. */
const FAILURE_LOGGED_EVERY_MS = 30_000;

/** What a log may know of the fetches of keys. It never sees a token. */
export interface FetchLog {
  failed(error: unknown): void;
  succeeded(): void;
}

export const fetchLog = (logger: Logger, now: () => number): FetchLog => {
  let failures = 0;
  let loggedAt = -Infinity;
  return {
    failed: (err) => {
      failures += 1;
      if (now() - loggedAt < FAILURE_LOGGED_EVERY_MS) return;
      loggedAt = now();
      logger.warn({ err, failures }, 'The keys of the identity provider could not be fetched');
    },
    succeeded: () => {
      if (failures > 0) logger.info({ failures }, 'The keys of the identity provider could be fetched again');
      failures = 0;
      loggedAt = -Infinity;
    },
  };
};
