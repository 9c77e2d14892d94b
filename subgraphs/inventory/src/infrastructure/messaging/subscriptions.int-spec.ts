import type { Envelope } from '@oms/contracts';
import { newId, rowsOf } from '@oms/database';
import { serviceOf, type Service } from '@oms/kernel';
import { connectBroker, eventMessaging, liveFeed, readEvents, type Broker, type LiveFeed } from '@oms/messaging';
import { playedLog, type PlayedLog } from '@oms/messaging/testing';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually, isolatedNats, type IsolatedNats } from '@oms/testing';
import { inventoryApplication } from '../../application';
import { add, replenish, useOf } from '../../application/testing/repositories-under-test';
import { openInventoryDatabase, type InventoryDatabase } from '../../testing/inventory-database';
import { cancelled, created, failed } from '../../testing/order-events';
import { natsStockFeed } from './stock-feed';
import { subscriptions } from './subscriptions';

const logger = createLogger({ name: 'inventory-test', level: 'silent' });

let inventory: InventoryDatabase;
let nats: IsolatedNats;
let broker: Broker;
let orders: PlayedLog;
let running: Service;
let feed: LiveFeed;

beforeAll(async () => {
  inventory = await openInventoryDatabase();
  nats = await isolatedNats();
  broker = await connectBroker({ url: nats.url, name: 'inventory-test', logger });
  orders = await playedLog(broker, 'orders');
  feed = liveFeed(broker, 'inventory');
  const options = { context: 'inventory', database: inventory.database, broker, logger } as const;
  const metrics = createMetrics({ service: 'inventory-test' });
  const { eventHandlers } = inventoryApplication({ ...inventory, stockFeed: natsStockFeed(feed) });
  running = serviceOf(
    feed,
    eventMessaging({ ...options, metrics, subscriptions: subscriptions(eventHandlers, logger), retry }),
  );
  await running.start();
});

afterAll(async () => {
  await running.stop();
  await broker.drain();
  await nats.remove();
  await inventory.close();
});

const { change, levelOf } = useOf(() => inventory);

const listed = async (sku: string, onHand: number): Promise<string> => {
  await change(add(sku, onHand));
  return sku;
};

const eventsOf = (orderId: string): Promise<readonly Envelope[]> =>
  readEvents(inventory.database.requests, { orderId });
const typesOf = async (orderId: string) => (await eventsOf(orderId)).map(({ type }) => type);

const unpublished = async (): Promise<number> => {
  const [row] = await rowsOf<{ position: number }>(
    inventory.database.requests,
    'select position::float8 from event_log_head',
  );
  const { state } = await broker.jsm.streams.info('INVENTORY');
  return (row?.position ?? 0) - state.last_seq;
};

/** So that a test can wait for the last attempt. */
const retry = { attemptsMax: 2, backoffMs: 5, backoffMaxMs: 10 };

describe('an event of an order', () => {
  it('reserves its stock, and the event has the causation', async () => {
    const [sku, orderId] = [await listed('CREATED', 5), newId()];
    const order = created(orderId, { sku, quantity: 2 });
    await orders.publish([order]);
    await eventually(async () => {
      expect(await eventsOf(orderId)).toMatchObject([
        {
          type: 'inventory.stock-reserved.v1',
          subject: orderId,
          sequence: 1,
          orderid: orderId,
          correlationid: orderId,
          causationid: order.id,
          data: { orderId, lines: [{ sku, quantity: 2 }] },
        },
      ]);
    });
    expect(await levelOf(sku)).toMatchObject({ onHand: 5, reserved: 2 });
    await eventually(async () => {
      expect(await unpublished()).toBe(0);
    });
  });

  it('releases it when the order fails, with one event for failure and cancellation', async () => {
    const [sku, orderId] = [await listed('CLOSED', 5), newId()];
    await orders.publish([created(orderId, { sku, quantity: 2 })]);
    const failure = failed(orderId);
    await orders.publish([failure]);
    await orders.publish([cancelled(orderId)]);
    await orders.publish([created(newId(), { sku, quantity: 5 })]);
    await eventually(async () => {
      expect(await levelOf(sku)).toMatchObject({ reserved: 5 });
    });
    expect(await eventsOf(orderId)).toMatchObject([
      { type: 'inventory.stock-reserved.v1', sequence: 1 },
      { type: 'inventory.stock-released.v1', sequence: 2, causationid: failure.id },
    ]);
  });

  it('reserves nothing for an order that was cancelled before', async () => {
    const [sku, orderId] = [await listed('TOO-LATE', 5), newId()];
    await orders.publish([cancelled(orderId)]);
    await orders.publish([created(orderId, { sku, quantity: 2 })]);
    await orders.publish([created(newId(), { sku, quantity: 1 })]);
    await eventually(async () => {
      expect(await levelOf(sku)).toMatchObject({ reserved: 1 });
    });
    expect(await eventsOf(orderId)).toMatchObject([{ type: 'inventory.stock-released.v1', data: { lines: [] } }]);
  });

  it('reserves exactly 50 pieces for 200 orders at once', async () => {
    const sku = await listed('FIFTY', 50);
    const orderIds = Array.from({ length: 200 }, () => newId());
    await orders.publish(orderIds.map((orderId) => created(orderId, { sku, quantity: 1 })));
    await eventually(async () => {
      const types = (await readEvents(inventory.database.requests, { orderIds })).map(({ type }) => type);
      expect(types.filter((type) => type === 'inventory.stock-reserved.v1')).toHaveLength(50);
      expect(types.filter((type) => type === 'inventory.stock-rejected.v1')).toHaveLength(150);
    });
    expect(await levelOf(sku)).toMatchObject({ onHand: 50, reserved: 50 });
  });

  it('that does not fit its contract becomes a dead letter, and the next are applied', async () => {
    const [sku, orderId, unreadable] = [await listed('UNREADABLE', 5), newId(), newId()];
    await orders.publish([{ ...created(unreadable), data: { orderId: unreadable } }]);
    await orders.publish([created(orderId, { sku, quantity: 1 })]);
    await eventually(async () => {
      expect(await typesOf(orderId)).toEqual(['inventory.stock-reserved.v1']);
      const deadLetters = 'select consumer, status from dead_letters';
      expect(await rowsOf(inventory.database.requests, deadLetters)).toEqual([
        { consumer: 'inventory.orders', status: 'OPEN' },
      ]);
    });
  });
});

describe('events that are published again', () => {
  it('change nothing', async () => {
    const [sku, first, second] = [await listed('AGAIN', 5), newId(), newId()];
    const events = [created(first, { sku, quantity: 1 }), created(second, { sku, quantity: 2 })];
    await orders.publish(events);
    await orders.publish([failed(first)]);
    await eventually(async () => {
      expect(await levelOf(sku)).toMatchObject({ reserved: 2 });
    });
    const before = await inventory.allRows();
    const appliedUpTo = async (): Promise<number> => {
      const cursors = `select position::float8 from cursors where publisher = 'orders'`;
      return (await rowsOf<{ position: number }>(inventory.database.requests, cursors))[0]?.position ?? 0;
    };
    const applied = await appliedUpTo();
    const again = [...events, failed(first)];
    await orders.publish(again);
    await eventually(async () => {
      expect(await appliedUpTo()).toBe(applied + again.length);
    });
    expect(await inventory.allRows()).toEqual(before);
  });
});

describe('the stock feed', () => {
  it('notifies of the products that changed, by orders and by operators', async () => {
    const changed: string[] = [];
    const areNotified = async (...skus: readonly string[]): Promise<void> => {
      await eventually(() => {
        expect(changed.splice(0).sort()).toEqual(skus);
      });
    };
    const unsubscribe = natsStockFeed(feed).subscribe({
      onChange: (skus) => changed.push(...skus),
      onGap: () => undefined,
    });
    const tea = await listed('WATCHED-TEA', 5);
    await areNotified(tea);
    const mug = await listed('WATCHED-MUG', 5);
    await areNotified(mug);
    await change(replenish(mug, 1));
    await areNotified(mug);
    await orders.publish([created(newId(), { sku: tea, quantity: 1 }, { sku: mug, quantity: 1 })]);
    await areNotified(mug, tea);
    unsubscribe();
  });
});
