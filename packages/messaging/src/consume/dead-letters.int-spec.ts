import { deadLetterDismissed, deadLetterRetryRequested, type Envelope, messageDeadLettered } from '@oms/contracts';
import { newId, rowsOf, type Tx } from '@oms/database';
import { eventually } from '@oms/testing';
import { appendEvents } from '../append-events';
import { readEvents } from '../read-events';
import {
  openTestSystem,
  type Parcel,
  parcelPacked,
  parcelSent,
  recordIn,
  type TestSystem,
  writeEffect,
} from '../testing/test-system';
import { dispatch, type Handle, on, readEvent } from './dispatch';

type Parcels = readonly Envelope<Parcel>[];

const writeNames = async (tx: Tx, events: Parcels): Promise<void> => {
  for (const { data } of events) await writeEffect(tx, data.name);
};

describe('an event that cannot be applied', () => {
  let system: TestSystem;

  beforeEach(async () => {
    system = await openTestSystem();
  });

  afterEach(async () => {
    await system.close();
  });

  const letters = async () =>
    rowsOf<{ id: string; consumer: string; error: string; status: string; deliveries: number; waiting: number }>(
      system.payments.database.work,
      'select id, consumer, error, status, deliveries, waiting from dead_letters order by id',
    );

  const untilEffects = (names: readonly string[]): Promise<void> =>
    eventually(
      async () => {
        expect(await system.payments.effects()).toEqual(names);
      },
      { withinMs: 20_000 },
    );

  const request = (contract: typeof deadLetterRetryRequested | typeof deadLetterDismissed, deadLetterId: string) =>
    system.orders.database.transaction((tx) =>
      appendEvents(tx, [
        {
          contract,
          aggregateId: deadLetterId,
          sequence: 1,
          causation: { correlationId: 'operator' },
          data: { deadLetterId, consumer: 'payments.orders', reason: 'Not needed.' },
        },
      ]),
    );

  const untilDeadLetter = async (): Promise<string> =>
    eventually(async () => {
      const [letter] = await letters();
      expect(letter).toMatchObject({ status: 'OPEN' });
      return letter?.id ?? '';
    });

  it('is a dead letter after its retries, and others are applied meanwhile', async () => {
    const attempts: string[] = [];
    const breaksOnBad = dispatch(
      on(parcelPacked, async (tx, events) => {
        attempts.push(...events.map(({ data }) => data.name));
        if (events.some(({ data }) => data.name === 'bad')) throw new Error('This one cannot be packed.');
        await writeNames(tx, events);
      }),
    );
    await system.run(system.orders.relays(), system.payments.relays());
    await system.orders.database.transaction(async (tx) => {
      for (const name of ['one', 'bad', 'two', 'three']) await recordIn(tx, name);
    });
    await system.run(system.payments.consumes('orders', breaksOnBad));
    await untilEffects(['one', 'two', 'three']);
    await eventually(async () => {
      expect(await letters()).toMatchObject([
        { consumer: 'payments.orders', error: 'This one cannot be packed.', status: 'OPEN', deliveries: 3 },
      ]);
    });
    expect(await system.payments.count('parked_events')).toBe(1);
    const attemptsOf = (name: string): number => attempts.filter((attempt) => attempt === name).length;
    // Four events are halved twice until the one that fails is alone.
    expect(attemptsOf('one')).toBeLessThanOrEqual(3);
    // Twice while the batch was halved, and as often as it may be tried.
    expect(attemptsOf('bad')).toBeLessThanOrEqual(5);
    const [letter] = await letters();
    const history = await readEvents(system.payments.database.work, {
      aggregateType: 'DeadLetter',
      aggregateId: letter?.id ?? '',
    });
    expect(history).toMatchObject([
      {
        type: messageDeadLettered.payments.type,
        correlationid: 'bad',
        data: { consumer: 'payments.orders', deliveries: 3 },
      },
    ]);
  });

  /** A row that no version of the program would write. */
  const recordRaw = (aggregateType: string, data: string): Promise<unknown> =>
    rowsOf(
      system.orders.database.work,
      `insert into events (id, type, aggregate_type, aggregate_id, sequence, correlation_id, schema_version, data, occurred_at)
        values ($1::uuid, $2, $4, $1::text, 1, 'raw', 1, $3::json, now())`,
      [newId(), parcelPacked.type, data, aggregateType],
    );

  it('is a dead letter at once if it is no event, and after its retries if it does not fit its contract', async () => {
    const all: Handle = async (tx, events) => {
      for (const event of events) await writeEffect(tx, readEvent(parcelPacked, event).data.name);
    };
    await system.run(system.orders.relays(), system.payments.consumes('orders', all));
    await recordRaw('', '{}');
    await recordRaw('Parcel', '{"name":7}');
    await system.orders.records('coffee');
    await untilEffects(['coffee']);
    await eventually(
      async () => {
        expect([...(await letters())].sort((a, b) => a.deliveries - b.deliveries)).toMatchObject([
          { error: expect.stringContaining('Does not fit its contract: '), deliveries: 1 },
          // Retried, because a version that can read it may be about to take over.
          { error: expect.stringContaining('Does not fit its contract: name'), deliveries: 3 },
        ]);
      },
      { withinMs: 20_000 },
    );
  });

  it('is not overtaken by others of its order, and its dead letter states how many wait', async () => {
    let broken = true;
    const aggregateId = newId();
    const repairable = dispatch(
      on(parcelPacked, async (tx, events) => {
        if (broken && events.some(({ data }) => data.name === 'first')) throw new Error('Broken.');
        await writeNames(tx, events);
      }),
      on(parcelSent, writeNames),
    );
    await system.run(system.orders.relays(), system.payments.relays(), system.payments.consumes('orders', repairable));
    await system.orders.records('first', { aggregateId, sequence: 1 });
    await system.orders.records('second', { aggregateId, sequence: 2, contract: parcelSent });
    await system.orders.records('another');
    await untilEffects(['another']);
    const id = await untilDeadLetter();
    await system.orders.records('third', { aggregateId, sequence: 3 });
    await eventually(
      async () => {
        expect(await letters()).toMatchObject([{ id, status: 'OPEN', waiting: 2 }]);
      },
      { withinMs: 20_000 },
    );
    broken = false;
    await request(deadLetterRetryRequested, id);
    await untilEffects(['another', 'first', 'second', 'third']);
    expect(await system.payments.count('parked_events')).toBe(0);
  });

  it('no longer holds back what waits behind it when its dead letter is dismissed', async () => {
    const aggregateId = newId();
    const breaksOnFirst = dispatch(
      on(parcelPacked, async (tx, events) => {
        if (events.some(({ data }) => data.name === 'first')) throw new Error('Broken.');
        await writeNames(tx, events);
      }),
    );
    await system.run(system.orders.relays(), system.payments.consumes('orders', breaksOnFirst));
    await system.orders.records('first', { aggregateId, sequence: 1 });
    await system.orders.records('second', { aggregateId, sequence: 2 });
    await request(deadLetterDismissed, await untilDeadLetter());
    await untilEffects(['second']);
  });

  it('is tried again when an operator requests it', async () => {
    let broken = true;
    const repairable = dispatch(
      on(parcelPacked, async (tx, events) => {
        if (broken) throw new Error('Broken.');
        await writeNames(tx, events);
      }),
    );
    await system.run(system.orders.relays(), system.payments.consumes('orders', repairable));
    await system.orders.records('tea');
    const id = await untilDeadLetter();
    await request(deadLetterRetryRequested, id);
    await eventually(async () => {
      expect(await letters()).toMatchObject([{ id, status: 'OPEN', deliveries: 4 }]);
    });
    broken = false;
    await system.orders.database.transaction((tx) =>
      appendEvents(tx, [
        {
          contract: deadLetterRetryRequested,
          aggregateId: id,
          sequence: 2,
          causation: { correlationId: 'operator' },
          data: { deadLetterId: id, consumer: 'payments.orders' },
        },
      ]),
    );
    await untilEffects(['tea']);
    await eventually(async () => {
      expect(await letters()).toMatchObject([{ id, status: 'RESOLVED' }]);
    });
    const history = await readEvents(system.payments.database.work, { aggregateType: 'DeadLetter', aggregateId: id });
    expect(history.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['payments.message-dead-lettered.v1', 1],
      ['payments.message-dead-lettered.v1', 2],
      ['payments.dead-letter-resolved.v1', 3],
    ]);
  });

  it('is not tried again when its dead letter is dismissed', async () => {
    const broken = dispatch(on(parcelPacked, () => Promise.reject(new Error('Broken.'))));
    await system.run(system.orders.relays(), system.payments.consumes('orders', broken));
    await system.orders.records('tea');
    const id = await untilDeadLetter();
    await request(deadLetterDismissed, id);
    await eventually(async () => {
      expect(await letters()).toMatchObject([{ id, status: 'DISMISSED', deliveries: 3 }]);
    });
  });
});
