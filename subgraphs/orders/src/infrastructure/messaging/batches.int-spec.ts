import {
  type Envelope,
  type EventContract,
  paymentCaptured,
  paymentFailed,
  stockReleased,
  stockReserved,
} from '@oms/contracts';
import { type Database, newId, openDatabase } from '@oms/database';
import { envelopeOf } from '@oms/messaging/testing';
import { createLogger, createMetrics } from '@oms/telemetry';
import { raceAgainstItself, RACERS, rotated, type TestServers, testServers } from '@oms/testing';
import { createOrder } from '../../application/create-order';
import { aCustomer, anOrderOf, prices } from '../../application/testing/given';
import { catalogueLog, identifiers } from '../../application/testing/orders-contract';
import type { OrderId } from '../../domain/order/values';
import { patience } from '../../domain/testing/given';
import { entities, migrations } from '../persistence/entities';
import { keepPrices } from '../persistence/price-book';
import { typeormOrders } from '../persistence/typeorm-orders';
import { subscriptionsOf } from './subscriptions';

const ORDERS = 8;
const metrics = createMetrics({ service: 'orders' });

let servers: TestServers<'orders'>;
let database: Database;
let orderIds: readonly OrderId[];

beforeAll(async () => {
  servers = await testServers(['orders']);
  const logger = createLogger({ name: 'orders', level: 'silent' });
  const config = { ...servers.schemas.orders, poolMax: 2 * RACERS };
  database = await openDatabase(config, { entities, migrations, logger, metrics });
  await database.transaction((tx) =>
    keepPrices(
      tx,
      prices.map((price) => ({ ...price, sequence: 1 })),
    ),
  );
  const place = createOrder({ orders: typeormOrders(database), identifiers, patience, catalogueLog });
  const placed = await Promise.all(Array.from({ length: ORDERS }, () => place(anOrderOf(aCustomer()))));
  orderIds = placed.flatMap((answer) => (answer.kind === 'Done' ? [answer.order.id] : []));
});

afterAll(async () => {
  await database.close();
  await servers.drop();
});

const eventOf = <Data>(contract: EventContract<Data>, orderId: string, data: Data): Envelope =>
  envelopeOf(contract, { orderId, data });

const lines = [{ sku: 'TEA-GREEN', quantity: 1 }];
const amount = { amountMinor: '2500', currency: 'USD' };

/** Two types by turns, as they arrive of many orders at once. */
const fromInventory = (orderId: OrderId, index: number): Envelope =>
  index % 2 === 0
    ? eventOf(stockReserved, orderId, { orderId, lines })
    : eventOf(stockReleased, orderId, { orderId, lines });

const fromPayments = (orderId: OrderId, index: number): Envelope =>
  index % 2 === 0
    ? eventOf(paymentFailed, orderId, { orderId, paymentId: newId(), attempt: 9, code: 'LATE', message: 'Late.' })
    : eventOf(paymentCaptured, orderId, {
        orderId,
        paymentId: newId(),
        attempt: 9,
        amount,
        provider: 'simulator',
        providerReference: 'pi_1',
      });

describe('batches of two publishers about the same orders', () => {
  it('do not wait for each other in a circle, whatever the order of their events', async () => {
    const handles = new Map(subscriptionsOf(patience).map(({ publisher, handle }) => [publisher, handle]));
    const apply = (racer: number): Promise<void> => {
      const [publisher, eventFrom] =
        racer % 2 === 0 ? (['inventory', fromInventory] as const) : (['payments', fromPayments] as const);
      const events = rotated(orderIds, racer).map(eventFrom);
      return database.transaction(async (tx) => handles.get(publisher)?.(tx, events));
    };
    expect(orderIds).toHaveLength(ORDERS);
    await raceAgainstItself({
      command: apply,
      isAccepted: () => true,
      acceptedExpected: RACERS,
      histories: () => Promise.resolve([]),
      metrics,
    });
  });
});
