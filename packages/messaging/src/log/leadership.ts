import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@oms/database';
import type { Logger } from '@oms/telemetry';
import { pause } from '@oms/workers';
import type { HealthRecord } from '../health';
import { reasonOf } from '../error-text';

/** The relay's own connection; its session holds the lock. */
export type Session = Awaited<ReturnType<Database['session']>>;

/** How often it is checked whether another process still publishes for this context. */
const STAND_BY_MS = 1_000;
/** After the database was lost. */
const RECOVER_MS = 500;
/** How long a server that may not answer is given to end the session. */
const END_MS = 1_000;

interface Leadership {
  readonly database: Database;
  readonly logger: Logger;
  readonly health: HealthRecord;
  readonly stopping: AbortSignal;
  /** Runs while this process holds the lock. It throws when its session is lost, and with it the lock. */
  readonly lead: (session: Session) => Promise<void>;
}

const end = async (session: Session | undefined): Promise<void> => {
  if (session === undefined) return;
  await Promise.race([session.end().catch(() => undefined), delay(END_MS, undefined, { ref: false })]);
};

const tryLock = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked';

/** Leads whenever no other process of the context does, until it is stopped. */
export const leadWhenAlone = async ({ database, logger, health, stopping, lead }: Leadership): Promise<void> => {
  const standBy = async (session: Session): Promise<void> => {
    while (!stopping.aborted) {
      const { rows } = await session.query<{ locked: boolean }>(tryLock, [`oms.relay.${database.schema}`]);
      if (rows[0]?.locked === true) {
        await lead(session);
        return;
      }
      // Another process publishes, so that a failure here no longer matters.
      health.succeed();
      await pause(STAND_BY_MS, stopping);
    }
  };
  while (!stopping.aborted) {
    let session: Session | undefined;
    try {
      session = await database.session('relay');
      await standBy(session);
    } catch (error) {
      health.fail(reasonOf(error));
      logger.warn({ reason: reasonOf(error) }, 'the database session of the relay failed; it opens a new one');
      await pause(RECOVER_MS, stopping);
    } finally {
      // Its lock goes with it.
      await end(session);
    }
  }
};
