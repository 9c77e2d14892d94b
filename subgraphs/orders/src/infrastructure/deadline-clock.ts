import { setTimeout as delay } from 'node:timers/promises';
import { type Database, forgetExpiredKeys } from '@oms/database';
import type { Service } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import type { Checkouts } from '../application/ports/checkouts';
import { typeormCheckouts } from './persistence/typeorm-checkouts';

/** How late a deadline may be noticed. */
const POLL_MS = 250;
const HOUSEKEEPING_MS = 3_600_000;

interface Parts {
  readonly database: Database;
  /** Answers whether there may be more deadlines that are over. */
  readonly passDeadlines: (checkouts: Checkouts) => Promise<boolean>;
  readonly logger: Logger;
}

/**
 * Looks for deadlines that are over, by the database's clock. Every replica may: each takes what no other has locked.
 * Once an hour it also forgets idempotency keys that nobody may rely on any more.
 */
export const deadlineClock = ({ database, passDeadlines, logger }: Parts): Service => {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let tidiedAt = -Infinity;

  const passAll = async (): Promise<void> => {
    const passSome = () => database.transaction((tx) => passDeadlines(typeormCheckouts(tx)), { pool: 'work' });
    while (!stopping.signal.aborted && (await passSome())) continue;
  };

  const tidy = async (): Promise<void> => {
    if (performance.now() - tidiedAt < HOUSEKEEPING_MS) return;
    tidiedAt = performance.now();
    while (!stopping.signal.aborted && (await forgetExpiredKeys(database.work)) > 0) continue;
  };

  const tick = async (): Promise<void> => {
    try {
      await passAll();
      await tidy();
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
