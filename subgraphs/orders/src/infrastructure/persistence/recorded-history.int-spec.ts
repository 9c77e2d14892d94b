import { type Envelope, orderCancelled, orderCreated, orderFailed, orderPaid, paymentRequested } from '@oms/contracts';
import { type Database, openDatabase, rowsOf } from '@oms/database';
import { readEvents } from '@oms/messaging';
import { createLogger } from '@oms/telemetry';
import { type TestServers, testServers } from '@oms/testing';
import fc from 'fast-check';
import { createOrder } from '../../application/create-order';
import { hearEvents } from '../../application/hear-events';
import { aCustomer, anOrderOf, heard, prices } from '../../application/testing/given';
import { catalogueLog } from '../../application/testing/orders-contract';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import type { OrderEvent } from '../../domain/order/events';
import { orderDecider } from '../../domain/order/order';
import type { CustomerId, Failure, OrderId, Sku } from '../../domain/order/values';
import { patience } from '../../domain/testing/given';
import { identifiers } from '../identifiers';
import { entities, migrations } from './entities';
import { purchaseFrom } from './order-row';
import type { OrderRow } from './order.schema';
import { findPrices, keepPrices } from './price-book';
import { typeormCheckouts } from './typeorm-checkouts';
import { typeormOrders } from './typeorm-orders';

/** The domain's event back from what was recorded and published. */
const eventFrom = ({ type, data }: Envelope): OrderEvent => {
  if (type === orderCreated.type) {
    const { orderId, customerId, lines, ...rest } = orderCreated.data.parse(data);
    const placement = {
      number: rest.number,
      source: rest.source,
      contact: rest.contact,
      shippingAddress: rest.shippingAddress,
      paymentMethodGiven: rest.paymentMethodGiven,
      id: orderId as OrderId,
      customerId: customerId as CustomerId,
      lines: lines.map((line) => ({
        ...line,
        sku: line.sku as Sku,
        unitPrice: { ...line.unitPrice, amountMinor: BigInt(line.unitPrice.amountMinor) },
      })),
    };
    return { type: 'OrderCreated', ...placement };
  }
  if (type === paymentRequested.type) return { type: 'PaymentRequested', ...paymentRequested.data.parse(data) };
  if (type === orderPaid.type) return { type: 'OrderPaid' };
  if (type === orderCancelled.type) return { type: 'OrderCancelled', ...orderCancelled.data.parse(data) };
  if (type !== orderFailed.type) return { type: 'ShipmentRequested' };
  return { type: 'OrderFailed', failure: orderFailed.data.parse(data).failure as Failure };
};

const anyInput = fc.constantFrom<CheckoutInput>(
  { type: 'StockReserved' },
  { type: 'StockRejected' },
  { type: 'StockReleased' },
  { type: 'PaymentMethodProvided' },
  { type: 'PaymentCaptured', attempt: 1 },
  { type: 'PaymentFailed', attempt: 1, code: 'PAYMENT_DECLINED', message: 'No' },
  { type: 'PaymentRefunded', full: true },
  { type: 'CancellationRequested', reason: 'Changed my mind' },
);

const STORIES = 40;

describe('what PostgreSQL keeps', () => {
  let servers: TestServers<'orders'>;
  let database: Database;

  const putPrice = (amountMinor: bigint, sequence: number) =>
    database.transaction((tx) =>
      keepPrices(tx, [
        { sku: 'CUP' as Sku, name: 'Cup', unitPrice: { amountMinor, currency: 'USD' }, active: true, sequence },
      ]),
    );
  const priceOfCup = async () => {
    const { prices: found } = await database.transaction((tx) => findPrices(tx, ['CUP' as Sku]));
    return found.get('CUP' as Sku)?.unitPrice.amountMinor;
  };

  beforeAll(async () => {
    servers = await testServers(['orders']);
    const logger = createLogger({ name: 'orders', level: 'silent' });
    database = await openDatabase(servers.schemas.orders, { entities, migrations, logger });
    await database.transaction((tx) =>
      keepPrices(
        tx,
        prices.map((price) => ({ ...price, sequence: 1 })),
      ),
    );
  });
  afterAll(async () => {
    await database.close();
    await servers.drop();
  });

  it('is, for every order, what its recorded events add up to', async () => {
    const create = createOrder({
      orders: typeormOrders(database),
      identifiers,
      patience,
      catalogueLog,
    });
    const story = fc.tuple(fc.boolean(), fc.array(anyInput, { maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(story, async ([unpaid, inputs]) => {
        const answer = await create(anOrderOf(aCustomer(), { unpaid }));
        const id = answer.kind === 'Done' ? answer.order.id : ('' as OrderId);
        await database.transaction((tx) =>
          hearEvents(patience)(
            typeormCheckouts(tx),
            inputs.map((input) => heard(id, input)),
          ),
        );
        const events = await readEvents(database.requests, { aggregateType: 'Order', aggregateId: id });
        const [row] = await rowsOf<OrderRow>(database.requests, 'select * from orders where id = $1', [id]);
        const order = row === undefined ? undefined : purchaseFrom(row).order;
        expect(events.map(eventFrom).reduce(orderDecider.evolve, orderDecider.initial)).toEqual(order);
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
        expect(row?.version).toBe(events.length);
      }),
      { numRuns: STORIES },
    );
  });

  it('never lets an older price overwrite a newer one', async () => {
    await putPrice(300n, 3);
    await putPrice(200n, 2);
    expect(await priceOfCup()).toBe(300n);
    await putPrice(400n, 4);
    expect(await priceOfCup()).toBe(400n);
  });
});
