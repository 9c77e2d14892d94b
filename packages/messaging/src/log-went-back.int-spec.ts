import { rowsOf } from '@oms/database';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { dispatch, on } from './consume/dispatch';
import { eventMessaging, type EventMessaging } from './event-messaging';
import { openTestSystem, parcelPacked, type TestSystem, writeEffect } from './testing/test-system';

const TIMEOUT = { withinMs: 30_000 };

const writesNames = dispatch(
  on(parcelPacked, async (tx, events) => {
    for (const { data } of events) await writeEffect(tx, data.name);
  }),
);

describe('a publisher whose database was restored from a backup', () => {
  let system: TestSystem;

  beforeEach(async () => {
    system = await openTestSystem();
  });

  afterEach(async () => {
    await system.close();
  });

  const messagingOf = (context: 'orders' | 'payments'): EventMessaging => {
    const { database, broker } = system[context];
    return eventMessaging({
      context,
      database,
      broker,
      subscriptions: [{ publisher: 'orders', handle: context === 'payments' ? writesNames : dispatch() }],
      logger: createLogger({ name: 'test', level: 'silent' }),
      metrics: createMetrics({ service: context }),
    });
  };

  const hasApplied = (names: readonly string[]): Promise<void> =>
    eventually(async () => {
      expect(await system.payments.effects()).toEqual(names);
    }, TIMEOUT);

  /** Without its last event. */
  const restore = (): Promise<void> =>
    system.orders.database.transaction(async (tx) => {
      await rowsOf(
        tx,
        `with lost as (delete from event_log where position = (select max(position) from event_log) returning event_id)
         delete from events where id in (select event_id from lost)`,
        [],
      );
      await rowsOf(tx, 'update event_log_head set position = position - 1', []);
    });

  it('does not publish and is not ready, until the head of its log is set to where the stream ends', async () => {
    const payments = messagingOf('payments');
    const orders = messagingOf('orders');
    await system.run(payments);
    await orders.start();
    await system.orders.records('tea');
    await system.orders.records('lost');
    await hasApplied(['tea', 'lost']);
    await orders.stop();

    await restore();
    const restored = messagingOf('orders');
    await system.run(restored);
    await eventually(() => {
      expect(restored.checks().publishing).toMatch(/^Stream ORDERS ends at 2, but the log of orders at 1: /);
    }, TIMEOUT);
    expect(payments.checks()).toEqual({});

    await rowsOf(system.orders.database.work, 'update event_log_head set position = 2');
    await eventually(() => {
      expect(restored.checks()).toEqual({});
    }, TIMEOUT);
    await system.orders.records('coffee');
    await hasApplied(['tea', 'lost', 'coffee']);
  });

  it('is not read from, and its reader is not ready, when the stream was lost with the tail of its log', async () => {
    const payments = messagingOf('payments');
    const orders = messagingOf('orders');
    await system.run(payments);
    await orders.start();
    await system.orders.records('tea');
    await system.orders.records('lost');
    await hasApplied(['tea', 'lost']);
    await orders.stop();

    await restore();
    await system.orders.broker.jsm.streams.delete('ORDERS');
    await system.run(messagingOf('orders'));
    await eventually(() => {
      expect(payments.checks().consuming).toMatch(
        /payments\.orders has applied events up to 2, but the log of orders ends at 1: /,
      );
    }, TIMEOUT);
    expect(await system.payments.effects()).toEqual(['tea', 'lost']);

    // What the runbook states for an accepted loss: the log then has a gap, and the new stream begins behind it.
    await rowsOf(system.orders.database.work, 'update event_log_head set position = 2');
    await system.orders.records('coffee');
    await hasApplied(['tea', 'lost', 'coffee']);
    await eventually(() => {
      expect(payments.checks()).toEqual({});
    }, TIMEOUT);
  });

  it('publishes nothing and is not ready when it came from another cluster, until its transaction ids are corrected', async () => {
    await system.orders.records('tea');
    const { work } = system.orders.database;
    await rowsOf(work, `update event_log_head set horizon = '9000000000000'`);
    const orders = messagingOf('orders');
    await system.run(orders, messagingOf('payments'));
    await eventually(() => {
      expect(orders.checks().publishing).toMatch('those of another PostgreSQL cluster');
    }, TIMEOUT);

    await rowsOf(
      work,
      `update events set transaction_id = case
        when exists (select from event_log where event_id = events.id) then '3'::xid8 else '4'::xid8 end`,
    );
    await rowsOf(work, `update event_log_head set horizon = '4'`);
    await system.orders.records('coffee');
    await hasApplied(['tea', 'coffee']);
    await eventually(() => {
      expect(orders.checks()).toEqual({});
    }, TIMEOUT);
  });
});
