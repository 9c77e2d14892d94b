import type { Context } from '@oms/contracts';
import { newId, rowsOf } from '@oms/database';
import { groupBy } from '@oms/kernel';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually, type TestDatabase } from '@oms/testing';
import { Client } from 'pg';
import { consumers } from './consumers';
import { dispatch, type Handle, on } from './dispatch';
import { contains, type PartitionCount, partitionKeyOf, partitionsOf, slotOf } from '../partition';
import { faultsOf } from '../testing/faults';
import { randomFrom } from '../testing/random';
import {
  openTestSystem,
  parcelPacked,
  recordIn,
  type TestContext,
  type TestSystem,
  writeEffect,
} from '../testing/test-system';

const TIMEOUT = { withinMs: 30_000 };
const PARCELS = 24;

const handler = dispatch(
  on(parcelPacked, async (tx, events) => {
    for (const { data } of events) await writeEffect(tx, data.name);
  }),
);

const leasesHeld = `
select count(*)::int as held from pg_locks join pg_stat_activity using (pid)
where locktype = 'advisory' and application_name = 'oms-payments-readers' and datname = current_database()
group by pid order by held`;

/** How many partitions each instance reads. */
const sharesIn = async ({ adminUrl }: TestDatabase<Context>): Promise<readonly number[]> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ held: number }>(leasesHeld);
  await client.end();
  return rows.map(({ held }) => held);
};

interface Reading extends Pick<TestContext, 'database' | 'broker'> {
  readonly handle?: Handle;
}

describe('a log that is read in partitions', () => {
  let system: TestSystem;
  const aggregateIds = Array.from({ length: PARCELS }, newId);
  let recorded: string[] = [];

  beforeEach(async () => {
    recorded = [];
    system = await openTestSystem();
    await system.run(system.orders.relays());
  });

  afterEach(async () => {
    await system.close();
  });

  /** One more event of each aggregate. */
  const recordAll = async (sequence: number): Promise<void> => {
    await system.orders.database.transaction(async (tx) => {
      for (const [index, aggregateId] of aggregateIds.entries()) {
        const name = `${index.toString()}/${sequence.toString()}`;
        recorded.push(name);
        await recordIn(tx, name, { aggregateId, sequence });
      }
    });
  };

  const keyOf = (name: string): string => name.slice(0, name.indexOf('/'));
  const inOrder = (names: readonly string[]) => Object.fromEntries(groupBy(names, keyOf));

  const untilApplied = (): Promise<void> =>
    eventually(async () => {
      expect(inOrder(await system.payments.effects())).toEqual(inOrder(recorded));
    }, TIMEOUT);

  const consumes = (partitions: PartitionCount, { database, broker, handle = handler }: Reading = system.payments) =>
    consumers({
      context: 'payments',
      database,
      broker,
      subscriptions: [{ publisher: 'orders', handle }],
      partitions,
      logger: createLogger({ name: 'test', level: 'silent' }),
      metrics: createMetrics({ service: 'payments' }),
    });

  const untilShared = (shares: readonly number[]): Promise<void> =>
    eventually(async () => {
      expect(await sharesIn(system.servers)).toEqual(shares);
    }, TIMEOUT);

  it('is shared evenly by two instances, each event once and in order, and by one when the other crashes', async () => {
    const faults = faultsOf(randomFrom(1));
    const crashing = consumes(4, {
      database: faults.database(system.payments.database),
      broker: faults.broker(system.payments.broker),
    });
    await system.run(crashing);
    await untilShared([4]);
    await recordAll(1);
    await system.run(consumes(4));
    await untilShared([2, 2]);
    await recordAll(2);
    await untilApplied();
    faults.freeze();
    await recordAll(3);
    await untilShared([4]);
    await untilApplied();
    faults.thaw();
  });

  it.each<[PartitionCount, PartitionCount]>([
    [1, 4],
    [4, 1],
  ])('goes on when there were %i and are %i, each event once', async (before, after) => {
    await recordAll(1);
    const first = await system.run(consumes(before));
    await untilApplied();
    await recordAll(2);
    // While it is applied, so that the partitions are at different positions.
    await first.stop();
    await recordAll(3);
    await system.run(consumes(after));
    await untilApplied();
    await recordAll(4);
    await untilApplied();
    expect(await rowsOf(system.payments.database.work, 'select 1 from cursors')).toHaveLength(after);
  });

  it('is joined when its partitions were at different positions', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const [first = 0] = partitionsOf(4);
    const holdsFirst = dispatch(
      on(parcelPacked, async (tx, events) => {
        if (events.some((event) => contains(first, slotOf(partitionKeyOf(event))))) await held;
        for (const { data } of events) await writeEffect(tx, data.name);
      }),
    );
    const faults = faultsOf(randomFrom(1));
    const { database, broker } = system.payments;
    const crashing = { database: faults.database(database), broker: faults.broker(broker), handle: holdsFirst };
    await system.run(consumes(4, crashing));
    await recordAll(1);
    await eventually(async () => {
      const cursors = await rowsOf<{ slots: number; position: string }>(database.work, 'select * from cursors');
      const others = cursors.filter(({ slots }) => slots !== first);
      expect(others.map(({ position }) => position)).toEqual(others.map(() => PARCELS.toString()));
    }, TIMEOUT);
    faults.freeze();
    release();
    await system.run(consumes(1));
    await untilApplied();
    await recordAll(2);
    await untilApplied();
    faults.thaw();
  });
});
