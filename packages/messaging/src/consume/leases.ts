import type { Database } from '@oms/database';
import type { Service } from '@oms/kernel';
import { groupBy } from '@oms/kernel';
import type { Logger } from '@oms/telemetry';
import { pause } from '@oms/workers';
import { reasonOf } from '../error-text';

/** Work that one process of a context does at a time. */
export interface Leased {
  /** Names the lock; the schema is added. */
  readonly name: string;
  /** Leases of one group are shared out evenly among the processes. */
  readonly group: string;
  /** Runs while this process holds the lease, until `lost` is aborted. One that ends or throws is started again. */
  readonly run: (lost: AbortSignal) => Promise<void>;
}

/** How often it is checked which leases are free, and whether the session is alive. */
const TICK_MS = 1_000;
const RECOVER_MS = 500;
/** How long a server that may not answer is given to end the session. */
const END_MS = 1_000;

const tryLock = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked';
const unlock = 'select pg_advisory_unlock(hashtextextended($1, 0))';
const countSessions = `
select count(*)::int as sessions from pg_stat_activity
where datname = current_database() and application_name = current_setting('application_name')`;

type Session = Awaited<ReturnType<Database['session']>>;

interface Held {
  readonly lost: AbortController;
  readonly finished: Promise<void>;
}

export interface LeasesOptions {
  readonly database: Pick<Database, 'session' | 'schema'>;
  readonly logger: Logger;
  readonly leased: readonly Leased[];
}

/** The leases that this process holds, and what runs for them. */
const holding = (logger: Logger) => {
  const held = new Map<string, Held>();

  const repeat = async ({ name, run }: Leased, lost: AbortSignal): Promise<void> => {
    while (!lost.aborted) {
      try {
        await run(lost);
      } catch (error) {
        logger.warn({ lease: name, reason: reasonOf(error) }, 'leased work failed; it is started again');
      }
      await pause(RECOVER_MS, lost);
    }
  };

  const end = async (name: string): Promise<void> => {
    const lease = held.get(name);
    lease?.lost.abort();
    await lease?.finished;
    held.delete(name);
  };

  return {
    has: ({ name }: Leased): boolean => held.has(name),
    begin: (leased: Leased): void => {
      const lost = new AbortController();
      held.set(leased.name, { lost, finished: repeat(leased, lost.signal) });
    },
    end,
    endAll: async (): Promise<void> => {
      await Promise.all([...held.keys()].map(end));
    },
  };
};

/** Takes what is free of a group, and releases what is more than this process's share of it. */
const shareOut = async (
  session: Session,
  { group, share, lockNameOf }: { group: readonly Leased[]; share: number; lockNameOf: (name: string) => string },
  own: ReturnType<typeof holding>,
): Promise<void> => {
  const surplus = group.filter(own.has).slice(share);
  for (const { name } of surplus) {
    await own.end(name);
    await session.query(unlock, [lockNameOf(name)]);
  }
  let count = group.filter(own.has).length;
  for (const candidate of group.filter((each) => !own.has(each) && !surplus.includes(each))) {
    if (count >= share) return;
    const { rows } = await session.query<{ locked: boolean }>(tryLock, [lockNameOf(candidate.name)]);
    if (rows[0]?.locked !== true) continue;
    own.begin(candidate);
    count += 1;
  }
};

/**
 * Holds leases as advisory locks of one session, and runs what they are for. They only save work: what runs
 * must be correct beside another process that acts under the same lease, as one that was paused does.
 */
export const leases = ({ database, logger, leased }: LeasesOptions): Service => {
  const stopping = new AbortController();
  const own = holding(logger);
  const groups = [...groupBy(leased, ({ group }) => group).values()];
  const lockNameOf = (name: string): string => `oms.${database.schema}.${name}`;
  let finished: Promise<void> = Promise.resolve();

  const tick = async (session: Session): Promise<void> => {
    const { rows } = await session.query<{ sessions: number }>(countSessions);
    const processes = Math.max(1, rows[0]?.sessions ?? 1);
    for (const group of groups) {
      const share = Math.ceil(group.length / processes);
      await shareOut(session, { group, share, lockNameOf }, own);
    }
  };

  const hold = async (session: Session): Promise<void> => {
    while (!stopping.signal.aborted) {
      await tick(session);
      await pause(TICK_MS, stopping.signal);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let session: Session | undefined;
      try {
        session = await database.session('readers');
        await hold(session);
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, 'the leases of this process are lost; it takes a new session');
      }
      await own.endAll();
      // The locks go with it.
      if (session !== undefined) await Promise.race([session.end().catch(() => undefined), pause(END_MS)]);
      await pause(RECOVER_MS, stopping.signal);
    }
  };

  return {
    start: () => {
      finished = run();
      return Promise.resolve();
    },
    stop: async () => {
      stopping.abort();
      await finished;
    },
  };
};
