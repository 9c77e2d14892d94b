/** Enough that the rows of one aggregate are wanted by many at every moment of the race. */
export const RACERS = 50;

const DEADLOCK_DETECTED = '40P01';

/** The part of a process's metrics that a race is checked by. */
interface RaceMetrics {
  readonly registry: { getSingleMetricAsString(name: string): Promise<string> };
}

export interface Race<Outcome> {
  /** Sends the command once, in a transaction of its own. `racer` counts from 0. A command that fails fails the race. */
  readonly command: (racer: number) => Promise<Outcome>;
  /** Whether the command took effect. */
  readonly isAccepted: (outcome: Outcome) => boolean;
  /** How many of the racers the rules let take effect. */
  readonly acceptedExpected: number;
  /** The sequences of the events of each aggregate that the command changes, as they were recorded. */
  readonly histories: () => Promise<readonly (readonly number[])[]>;
  /** Those that the database under test counts its repeated transactions in. */
  readonly metrics: RaceMetrics;
}

/** The transactions that PostgreSQL ended because of a deadlock; each was run again, so that nothing else shows it. */
const deadlocksIn = async ({ registry }: RaceMetrics): Promise<number> => {
  const text = await registry.getSingleMetricAsString('oms_database_repeats_total');
  const line = text.split('\n').find((each) => each.includes(`reason="${DEADLOCK_DETECTED}"`));
  return Number(line?.split(' ').at(-1) ?? 0);
};

const LOCK_NOT_AVAILABLE = '55P03';
/** Each wait for a lock is 2 s at most, which fifty writers of one row exceed on a busy machine. */
const LOCK_WAITS_MAX = 10;

const hasWaitedTooLong = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE;

/** As in production, where a transaction that waited too long for a lock is tried again: it has changed nothing. */
const afterLockWaits = async <Outcome>(command: () => Promise<Outcome>): Promise<Outcome> => {
  for (let waits = 1; ; waits += 1) {
    try {
      return await command();
    } catch (error) {
      if (!hasWaitedTooLong(error) || waits >= LOCK_WAITS_MAX) throw error;
    }
  }
};

/** The same batch in another order for each racer, which is what makes two of them wait for each other in a circle. */
export const rotated = <Item>(items: readonly Item[], racer: number): readonly Item[] => {
  const start = racer % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
};

/**
 * Sends one command fifty times at once, and checks what holds of every command: exactly as many take effect as the rules
 * allow, the histories have no gap, and no transaction met a deadlock. The outcomes are given back for what holds of this
 * command alone.
 */
export const raceAgainstItself = async <Outcome>({
  command,
  isAccepted,
  acceptedExpected,
  histories,
  metrics,
}: Race<Outcome>): Promise<readonly Outcome[]> => {
  const deadlocksBefore = await deadlocksIn(metrics);
  const outcomes = await Promise.all(
    Array.from({ length: RACERS }, (_, racer) => afterLockWaits(() => command(racer))),
  );
  expect(outcomes.filter(isAccepted).length).toBe(acceptedExpected);
  for (const sequences of await histories()) expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  expect(await deadlocksIn(metrics)).toBe(deadlocksBefore);
  return outcomes;
};
