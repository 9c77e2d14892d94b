import { newId, rowsOf } from '@oms/database';
import { eventually } from '@oms/testing';
import { redactEvents } from '../redact-events';
import { dispatch, on } from '../consume/dispatch';
import { openTestSystem, parcelPacked, type TestSystem, writeEffect } from '../testing/test-system';

const WITHIN = { withinMs: 30_000 };

const writesNames = dispatch(
  on(parcelPacked, async (tx, events) => {
    for (const { data } of events) await writeEffect(tx, data.name);
  }),
);

describe('an event whose data was redacted', () => {
  let system: TestSystem;

  beforeEach(async () => {
    system = await openTestSystem();
  });

  afterEach(async () => {
    await system.close();
  });

  const published = async (sequence: number): Promise<string> => {
    const { data } = await system.orders.broker.jsm.streams.getMessage('ORDERS', { seq: sequence });
    return Buffer.from(data).toString();
  };

  const redact = (aggregateId: string): Promise<number> =>
    system.orders.database.transaction((tx) =>
      redactEvents(tx, parcelPacked, { aggregateIds: [aggregateId], redact: () => ({ name: 'redacted' }) }),
    );

  const isErased = (sequence: number): Promise<void> =>
    eventually(async () => {
      await expect(published(sequence)).rejects.toThrow('no message found');
      expect(await rowsOf(system.orders.database.work, 'select 1 from event_redactions')).toEqual([]);
    }, WITHIN);

  it('is erased from the stream, and read from the log as what is left of it', async () => {
    await system.run(system.orders.relays());
    const aggregateId = newId();
    await system.orders.records('before');
    await system.orders.records('secret', { aggregateId });
    await system.orders.records('after');
    await eventually(async () => {
      expect(await published(2)).toContain('secret');
      expect(await published(3)).toContain('after');
    }, WITHIN);
    expect(await redact(aggregateId)).toBe(1);
    await isErased(2);
    await system.run(system.payments.consumes('orders', writesNames));
    await eventually(async () => {
      expect(await system.payments.effects()).toEqual(['before', 'redacted', 'after']);
    }, WITHIN);
  });

  it('is erased as well when it is published only afterwards', async () => {
    const aggregateId = newId();
    await system.orders.records('secret', { aggregateId });
    await redact(aggregateId);
    await system.run(system.orders.relays());
    await isErased(1);
  });
});
