import { setTimeout as delay } from 'node:timers/promises';
import { type Context, streamOf } from '@oms/contracts';
import type { Database } from '@oms/database';
import type { Logger } from '@oms/telemetry';
import { reasonOf } from '../reason';
import { type Outbox, outboxOf, type Session } from './outbox';

/** Another process publishes for this context; it is asked so often whether it still does. */
const STAND_BY_MS = 1_000;
/** After the database was lost. */
const RECOVER_MS = 500;
/** A server that is gone does not say goodbye. */
const GOODBYE_MS = 1_000;

interface Leadership {
  readonly context: Context;
  readonly database: Database;
  readonly logger: Logger;
  readonly stopping: AbortSignal;
  /** Runs while this process holds the lock. It throws when its session is lost, and with it the lock. */
  readonly lead: (outbox: Outbox) => Promise<void>;
}

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal }).catch(() => undefined);
};

const end = async (session: Session | undefined): Promise<void> => {
  if (session === undefined) return;
  await Promise.race([session.end().catch(() => undefined), delay(GOODBYE_MS, undefined, { ref: false })]);
};

/** Leads whenever no other process of the context does, until it is told to stop. */
export const leadWhenAlone = async ({ context, database, logger, stopping, lead }: Leadership): Promise<void> => {
  const standBy = async (outbox: Outbox): Promise<void> => {
    while (!stopping.aborted) {
      if (await outbox.lock(`oms.relay.${database.schema}`)) {
        await lead(outbox);
        return;
      }
      await pause(STAND_BY_MS, stopping);
    }
  };
  while (!stopping.aborted) {
    let session: Session | undefined;
    try {
      session = await database.session('relay');
      await standBy(outboxOf(session, streamOf(context)));
    } catch (error) {
      logger.warn({ reason: reasonOf(error) }, 'the relay lost its database session; it takes a new one');
      await pause(RECOVER_MS, stopping);
    } finally {
      // Its lock goes with it.
      await end(session);
    }
  }
};
