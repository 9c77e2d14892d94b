import { type Envelope, type EventContract, orderCreated, paymentRefunded } from '@oms/contracts';
import { type Database, newId, openDatabase, rowsOf } from '@oms/database';
import { type Broker, connectBroker, eventMessaging, type EventMessaging } from '@oms/messaging';
import { envelopeOf, playedLog, type PlayedLog } from '@oms/messaging/testing';
import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually, isolatedNats, type IsolatedNats, testServers, type TestServers } from '@oms/testing';
import * as eventHandlers from '../../application/event-handlers/on-order-events';
import { entities } from '../persistence/entities';
import { migrations } from '../persistence/migrations';
import { subscriptions } from './subscriptions';

const context = 'notifications';
const logger = createLogger({ name: context, level: 'silent' });
const retry = { attemptsMax: 2, backoffMs: 5, backoffMaxMs: 10 };
const money = { amountMinor: '500', currency: 'EUR' };

let servers: TestServers<typeof context>;
let nats: IsolatedNats;
let database: Database;
let broker: Broker;
let orders: PlayedLog;
let payments: PlayedLog;
let events: EventMessaging;

beforeAll(async () => {
  servers = await testServers([context]);
  nats = await isolatedNats();
  database = await openDatabase(servers.schemas[context], { entities, migrations, logger });
  broker = await connectBroker({ url: nats.url, name: context, logger });
  orders = await playedLog(broker, 'orders');
  payments = await playedLog(broker, 'payments');
  const metrics = createMetrics({ service: context });
  events = eventMessaging({
    context,
    database,
    broker,
    subscriptions: subscriptions(eventHandlers),
    retry,
    logger,
    metrics,
  });
  await events.start();
});

afterAll(async () => {
  await events.stop();
  await broker.drain();
  await database.close();
  await nats.remove();
  await servers.drop();
});

const eventOf = <Data>(contract: EventContract<Data>, orderId: string, data: Data): Envelope =>
  envelopeOf(contract, { orderId, data });

const created = (orderId: string): Envelope =>
  eventOf(orderCreated, orderId, {
    orderId,
    number: 'ORD-1',
    customerId: 'ada',
    source: 'API',
    lines: [{ sku: 'TEA', name: 'Tea', quantity: 1, unitPrice: money }],
    total: money,
    contact: { email: 'ada@example.com', phone: null },
    shippingAddress: {
      name: 'Ada',
      line1: 'Street 1',
      line2: null,
      city: 'Berlin',
      region: null,
      postalCode: '10115',
      countryCode: 'DE',
    },
    paymentMethodGiven: true,
  });

const refunded = (orderId: string): Envelope =>
  eventOf(paymentRefunded, orderId, {
    orderId,
    paymentId: newId(),
    refundId: newId(),
    amount: money,
    refundedTotal: money,
    full: true,
  });

const parked = (): Promise<readonly { attempts: number }[]> =>
  rowsOf(database.work, `select attempts from parked_events where publisher = 'payments'`);

describe('a refund that is read before its order', () => {
  it('is applied once the order is known, however many attempts that takes, and is no dead letter meanwhile', async () => {
    const orderId = newId();
    await payments.publish([refunded(orderId)]);
    await eventually(
      async () => {
        const [event] = await parked();
        expect(event?.attempts).toBeGreaterThan(retry.attemptsMax);
      },
      { withinMs: 20_000 },
    );
    expect(await rowsOf(database.work, 'select 1 from dead_letters')).toEqual([]);
    await orders.publish([created(orderId)]);
    await eventually(
      async () => {
        expect(await rowsOf(database.work, 'select kind from notifications')).toEqual([{ kind: 'REFUND_ISSUED' }]);
        expect(await parked()).toEqual([]);
      },
      { withinMs: 20_000 },
    );
  });
});
