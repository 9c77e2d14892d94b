import { newId } from '@oms/database';
import { eventually } from '@oms/testing';
import { openTestSystem, parcelPacked, type TestSystem, writeEffect } from '../testing/test-system';
import { dispatch, on } from './dispatch';

const SOON_MS = 300;
const LATER_MS = 20_000;

describe('whether a context has applied what a publisher committed', () => {
  let system: TestSystem;
  let release: () => void = () => undefined;
  let held: Promise<void> = Promise.resolve();

  /** Waits while it is held, and fails for what is bad. */
  const handler = dispatch(
    on(parcelPacked, async (tx, events) => {
      await held;
      if (events.some(({ data }) => data.name === 'bad')) throw new Error('This one cannot be packed.');
      for (const { data } of events) await writeEffect(tx, data.name);
    }),
  );

  const hold = (): void => {
    held = new Promise((resolve) => {
      release = resolve;
    });
  };

  beforeEach(async () => {
    held = Promise.resolve();
    system = await openTestSystem();
  });

  afterEach(async () => {
    release();
    await system.close();
  });

  const consumer = () => system.payments.consumes('orders', handler);

  const untilParked = (): Promise<void> =>
    eventually(async () => {
      expect(await system.payments.count('parked_events')).toBe(1);
    });

  it('is true once all of it is applied', async () => {
    const payments = consumer();
    await system.run(system.orders.relays(), payments);
    for (const name of ['tea', 'coffee']) await system.orders.records(name);
    expect(await payments.caughtUp({ publisher: 'orders', withinMs: LATER_MS })).toBe(true);
    expect(await system.payments.effects()).toEqual(['tea', 'coffee']);
  });

  it('is true when what is in flight has been applied', async () => {
    const payments = consumer();
    await system.run(system.orders.relays(), payments);
    hold();
    const key = `Parcel/${await system.orders.records('tea')}`;
    const asked = payments.caughtUp({ publisher: 'orders', partitionKeys: [key], withinMs: LATER_MS });
    release();
    expect(await asked).toBe(true);
    expect(await system.payments.effects()).toEqual(['tea']);
  });

  it('is false when it is still behind after the time given', async () => {
    const payments = consumer();
    await system.run(system.orders.relays(), payments);
    hold();
    const key = `Parcel/${await system.orders.records('tea')}`;
    expect(await payments.caughtUp({ publisher: 'orders', partitionKeys: [key], withinMs: SOON_MS })).toBe(false);
    expect(await payments.caughtUp({ publisher: 'orders', withinMs: SOON_MS })).toBe(false);
  });

  it('is true for a key of which nothing is missing, while others are behind', async () => {
    const payments = consumer();
    await system.run(system.orders.relays(), payments);
    hold();
    await system.orders.records('tea');
    const partitionKeys = [`Parcel/${newId()}`];
    expect(await payments.caughtUp({ publisher: 'orders', partitionKeys, withinMs: LATER_MS })).toBe(true);
  });

  it('is false when an event of the key is parked, and true for the others', async () => {
    const payments = consumer();
    await system.run(system.orders.relays(), payments);
    const bad = `Parcel/${await system.orders.records('bad')}`;
    const good = `Parcel/${await system.orders.records('tea')}`;
    await untilParked();
    const caughtUp = (partitionKeys?: readonly string[]) =>
      payments.caughtUp({
        publisher: 'orders',
        withinMs: LATER_MS,
        ...(partitionKeys !== undefined && { partitionKeys }),
      });
    expect(await caughtUp([bad])).toBe(false);
    expect(await caughtUp([good])).toBe(true);
    expect(await caughtUp()).toBe(false);
  });

  it('is false when the publisher does not answer', async () => {
    const payments = consumer();
    await system.run(payments);
    await system.orders.records('tea');
    expect(await payments.caughtUp({ publisher: 'orders', withinMs: SOON_MS })).toBe(false);
  });

  it('is false when the context does not read the log yet', async () => {
    await system.run(system.orders.relays());
    await system.orders.records('tea');
    expect(await consumer().caughtUp({ publisher: 'orders', withinMs: SOON_MS })).toBe(false);
  });
});
