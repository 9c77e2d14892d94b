import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import type { Checkouts } from '../application/ports/checkouts';
import { typeormCheckouts } from './persistence/typeorm-checkouts';

/** How late a deadline may be noticed. */
const POLL_MS = 250;

interface Parts {
  readonly database: Database;
  /** Answers whether there may be more deadlines that are over. */
  readonly passDeadlines: (checkouts: Checkouts) => Promise<boolean>;
  readonly logger: Logger;
}

/** Looks for deadlines that are over, by the database's clock. Every replica may: each takes what no other has locked. */
export const deadlineClock = ({ database, passDeadlines, logger }: Parts): Service => {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const passAll = async (): Promise<void> => {
    const passSome = () => database.transaction((tx) => passDeadlines(typeormCheckouts(tx)), { pool: 'work' });
    while (!stopping.signal.aborted && (await passSome())) continue;
  };

  const tick = async (): Promise<void> => {
    try {
      await passAll();
    } catch (err) {
      // The rows are still there: the next look finds them.
      logger.warn({ err }, 'deadlines could not be looked at');
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await tick();
      await delay(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  return {
    start: () => {
      running = run();
      return Promise.resolve();
    },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
};
