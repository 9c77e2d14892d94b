import type { Database } from '@oms/database';
import type { Broker } from '../broker';
import type { Session } from '../log/leadership';
import type { Random } from './random';

/** How often a call is lost: it fails before, or after it took effect. */
const LOST_PERCENT = 1;
/** How often a lock seems to be taken that another process may hold. */
const DOUBLE_PERCENT = 8;

/** The error of `pg` for a connection that was lost. */
const lost = (): Error => new Error('Connection terminated unexpectedly');

/** Faults of one instance of a service: each of its awaits may fail, or freeze it. */
export const faultsOf = (random: Random) => {
  const sessions = new Set<Session>();
  let isFaulty = false;
  let callsLeft = Infinity;
  let frozen: Promise<void> | undefined;
  let resume: () => void = () => undefined;

  const freeze = (): void => {
    callsLeft = Infinity;
    frozen ??= new Promise((resolve) => {
      resume = resolve;
    });
    // As the server does once the process has ended, or its session has been idle for too long.
    for (const session of sessions) void session.end().catch(() => undefined);
  };

  /** Whether the call that is made now is lost. */
  const isLost = (): boolean => {
    callsLeft -= 1;
    if (callsLeft <= 0) freeze();
    return frozen !== undefined || (isFaulty && random.percent(LOST_PERCENT));
  };

  const pass = async (): Promise<void> => {
    if (!isLost()) return;
    // A frozen process goes on where it was when it is thawed.
    if (frozen === undefined) throw lost();
    await frozen;
  };

  const through = async <T>(call: () => T | Promise<T>): Promise<T> => {
    await pass();
    const answer = await call();
    await pass();
    return answer;
  };

  const gated = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (of, property): unknown => {
        const value: unknown = Reflect.get(of, property, of);
        if (typeof value === 'function')
          return (...args: unknown[]) => through(() => Reflect.apply(value, of, args) as unknown);
        return typeof value === 'object' && value !== null ? gated(value) : value;
      },
    });

  const replacing = <T extends object>(
    target: T,
    name: string,
    replace: (own: () => unknown, args: unknown[]) => unknown,
  ): T =>
    new Proxy(target, {
      get: (of, property): unknown => {
        const value: unknown = Reflect.get(of, property, of);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const own = (): unknown => Reflect.apply(value, of, args);
          return property === name ? replace(own, args) : own();
        };
      },
    });

  return {
    database: (real: Database): Database => ({
      ...real,
      transaction: async (work, options) => {
        await pass();
        try {
          const result = await real.transaction(async (tx) => {
            const done = await work(tx);
            if (isLost()) throw lost();
            return done;
          }, options);
          await pass();
          return result;
        } catch (error) {
          await frozen;
          throw error;
        }
      },
      session: async (purpose) => {
        await pass();
        const session = await real.session(purpose);
        sessions.add(session);
        return replacing(session, 'query', (query, [text]) =>
          typeof text === 'string' &&
          text.includes('pg_try_advisory_lock') &&
          isFaulty &&
          random.percent(DOUBLE_PERCENT)
            ? Promise.resolve({ rows: [{ locked: true }] })
            : through(query),
        );
      },
    }),
    broker: (real: Broker): Broker => ({
      ...real,
      js: gated(real.js),
      jsm: gated(real.jsm),
      nc: replacing(real.nc, 'request', (request) => through(request)),
    }),
    /** From now on calls fail now and then. */
    arm: (): void => {
      isFaulty = true;
    },
    /** Freezes it at one of its next calls, chosen by their number. */
    freezeAfter: (calls: number): void => {
      callsLeft = calls;
    },
    freeze,
    isFrozen: (): boolean => frozen !== undefined,
    /** It goes on where it was frozen, with the state that it had then. */
    thaw: (): void => {
      frozen = undefined;
      resume();
    },
    /** From now on no call fails. */
    disarm: (): void => {
      isFaulty = false;
      callsLeft = Infinity;
    },
  };
};

export type Faults = ReturnType<typeof faultsOf>;
