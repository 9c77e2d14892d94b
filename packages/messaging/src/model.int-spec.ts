import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Context, streamOf } from '@oms/contracts';
import { groupBy } from '@oms/kernel';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually, type IsolatedNats } from '@oms/testing';
import { consumers } from './consume/consumers';
import { logService } from './log/log-service';
import { relay } from './log/relay';
import { isOwn } from './log/stream';
import type { PartitionCount } from './partition';
import { crashingInstances } from './testing/crashing-instances';
import { operator } from './testing/operator';
import { parcelEffects } from './testing/parcel-effects';
import { parcelWriters, readLogged } from './testing/parcel-writers';
import { type Random, randomFrom } from './testing/random';
import { openContext, openTestSystem, type TestContext, type TestSystem } from './testing/test-system';

const WRITERS = 3;
const ROUND_MS = 2_000;
const SETTLED = { withinMs: 75_000 };
const SEEDS = 2 ** 31;
/** So many messages at most are erased of so many last ones. */
const ERASED = 40;
const ERASED_AMONG = 100;

const logger = createLogger({ name: 'model', level: 'silent' });
const retry = { attemptsMax: 3, backoffMs: 5, backoffMaxMs: 20 };

/** Faults of the broker; it runs after each of them. */
const brokerFaults = ({
  nats,
  orders,
  random,
}: {
  readonly nats: IsolatedNats;
  readonly orders: TestContext;
  readonly random: Random;
}) => {
  const stream = streamOf('orders');
  const { streams } = orders.broker.jsm;
  const kept = mkdtempSync(join(tmpdir(), 'oms-model-'));
  const isAllowedToFail = (): undefined => undefined;
  return {
    purge: async (): Promise<void> => {
      await streams.purge(stream).catch(isAllowedToFail);
    },
    remove: async (): Promise<void> => {
      await streams.delete(stream).catch(isAllowedToFail);
    },
    /** Single messages, as those of redacted events are erased. */
    erase: async (): Promise<void> => {
      const { last_seq: last } = (await streams.info(stream)).state;
      for (let erased = 0; erased < ERASED; erased += 1)
        await streams.deleteMessage(stream, last - random.below(ERASED_AMONG)).catch(isAllowedToFail);
    },
    kill: async (): Promise<void> => {
      await nats.kill();
      await nats.start();
    },
    wipe: async (): Promise<void> => {
      await nats.kill();
      await nats.start({ empty: true });
    },
    /** Copies its files as they are now, for `truncate`. */
    keep: async (): Promise<void> => {
      await nats.kill();
      cpSync(nats.folder, kept, { recursive: true });
      await nats.start();
    },
    truncate: async (): Promise<void> => {
      await nats.kill();
      rmSync(nats.folder, { recursive: true, force: true });
      cpSync(kept, nats.folder, { recursive: true });
      await nats.start();
    },
    end: (): void => {
      rmSync(kept, { recursive: true, force: true });
    },
  };
};

const LOOKED_AT_MAX = 150;

/** Which of the stream's last messages are at another sequence than the position of their event. */
const misplaced = async ({ broker }: TestContext): Promise<readonly number[]> => {
  const stream = streamOf('orders');
  const { first_seq: first, last_seq: last } = (await broker.jsm.streams.info(stream)).state;
  const found: number[] = [];
  for (let seq = Math.max(first, last - LOOKED_AT_MAX); seq <= last; seq += 1) {
    // Undefined where it was erased.
    const message = await broker.jsm.streams.getMessage(stream, { seq }).catch(() => undefined);
    if (message !== undefined && !isOwn(seq, message.header)) found.push(seq);
  }
  return found;
};

const byKey = (events: readonly { readonly id: string; readonly key: string }[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    [...groupBy(events, ({ key }) => key)]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, group]) => [key, group.map(({ id }) => id)]),
  );

describe.each<[PartitionCount]>([[1], [4]])('the event log, read in %i partitions', (partitions) => {
  // To repeat a run, put the seed from the test's name here.
  const seed = Math.floor(Math.random() * SEEDS);
  const random: Random = randomFrom(seed);
  let system: TestSystem;
  let secondOrders: TestContext;
  let secondPayments: TestContext;

  beforeEach(async () => {
    system = await openTestSystem();
    secondOrders = await openContext('orders', system.servers, system.nats);
    secondPayments = await openContext('payments', system.servers, system.nats);
  });

  afterEach(async () => {
    await secondOrders.close();
    await secondPayments.close();
    await system.close();
  });

  const shared = (context: Context) => ({ context, logger, metrics: createMetrics({ service: context }) });

  const publishers = () => {
    const contexts = [system.orders, secondOrders];
    return crashingInstances((faults) => {
      const { database, broker } = random.pick(contexts);
      return relay({ ...shared('orders'), database: faults.database(database), broker: faults.broker(broker) });
    }, random);
  };

  const readers = (handle: Awaited<ReturnType<typeof parcelEffects>>['handle']) => {
    const contexts = [system.payments, secondPayments];
    return crashingInstances((faults) => {
      const { database, broker } = random.pick(contexts);
      return consumers({
        ...shared('payments'),
        database: faults.database(database),
        broker: faults.broker(broker),
        subscriptions: [{ publisher: 'orders', handle }],
        retry,
        partitions,
      });
    }, random);
  };

  it(`applies each event once and in order, whatever fails (seed ${seed.toString()})`, async () => {
    const { orders, payments, nats } = system;
    const effects = await parcelEffects(payments.database, random);
    const writers = parcelWriters([orders.database, secondOrders.database], random);
    const console = operator({ orders, consumer: payments, repair: effects.repair, random });
    const broker = brokerFaults({ nats, orders, random });
    const service = logService({ ...orders, ...shared('orders') });
    const relays = publishers();
    const consuming = readers(effects.handle);
    await service.start();
    for (const each of [relays, consuming, relays, consuming]) await each.begin();

    const misplacedSequences: number[] = [];

    const round = async (fault: () => Promise<void>): Promise<void> => {
      const writing = Promise.all(Array.from({ length: WRITERS }, () => writers.write(ROUND_MS)));
      await delay(random.below(ROUND_MS / 4));
      relays.crashOne();
      consuming.crashOne();
      await delay(random.below(ROUND_MS / 4));
      misplacedSequences.push(...(await misplaced(orders).catch(() => [])));
      await fault();
      await writing;
      misplacedSequences.push(...(await misplaced(orders).catch(() => [])));
      await relays.replace();
      await consuming.replace();
      await console.settleAll();
    };

    /** Events are published and lost while no reader runs. */
    const unread = (lose: () => Promise<void>) => async (): Promise<void> => {
      consuming.crashAll();
      await delay(ROUND_MS / 4);
      await lose();
    };

    try {
      await round(broker.keep);
      for (const fault of [unread(broker.erase), broker.remove, broker.kill, unread(broker.purge), broker.truncate])
        await round(fault);
      await round(random.pick([broker.purge, broker.wipe, unread(broker.remove), unread(broker.wipe)]));
      await relays.settle();
      await consuming.settle();
      await eventually(async () => {
        await console.settleAll();
        const log = await readLogged(orders.database);
        expect(log).toHaveLength(await orders.count('events'));
        const parcels = log.filter(({ id, aggregate }) => aggregate.startsWith('Parcel/') && !console.isDismissed(id));
        expect(byKey(await effects.read())).toEqual(byKey(parcels));
        expect(await payments.count('parked_events')).toBe(0);
        expect(await payments.count(`dead_letters where status = 'OPEN'`)).toBe(0);
        const { state } = await orders.broker.jsm.streams.info(streamOf('orders'));
        expect(state.last_seq).toBe(log.length);
      }, SETTLED);
      expect(misplacedSequences).toEqual([]);
      const log = await readLogged(orders.database);
      expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
      for (const [, events] of groupBy(log, ({ aggregate }) => aggregate))
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    } finally {
      await Promise.all([relays.stop(), consuming.stop()]);
      await service.stop();
      broker.end();
    }
  });
});
