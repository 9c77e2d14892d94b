import { type Envelope, orderCancelled, orderCreated, orderFailed, orderPaid, paymentRequested } from '@oms/contracts';
import { type Database, rowsOf } from '@oms/database';
import type { Id } from '@oms/kernel';
import { readEvents } from '@oms/messaging';
import fc from 'fast-check';
import { aCustomer, anOrder, anOrderWithoutPayment, placedIn } from '../../application/testing/fixtures';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import type { OrderEvent } from '../../domain/order/events';
import { orderDecider } from '../../domain/order/order';
import type { CustomerId, Failure, Sku } from '../../domain/order/values';
import { openOrdersDatabase, type OrdersDatabase, putPrices, receiveIn } from '../../testing/orders-database';
import type { OrderRow } from './entities';
import { typeormOrderRepository } from './order-repository';
import { processFrom } from './order-row';
import { findPrices, storePrices } from './price-book-repository';

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
      id: orderId as Id<'Order'>,
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

const HISTORIES = 40;

describe('the state of an order in PostgreSQL', () => {
  let opened: OrdersDatabase;
  let database: Database;

  const putPriceOfCup = (amountMinor: bigint, sequence: number) =>
    database.transaction((tx) =>
      storePrices(tx, [
        { sku: 'CUP' as Sku, name: 'Cup', unitPrice: { amountMinor, currency: 'USD' }, active: true, sequence },
      ]),
    );
  const priceOfCup = async () => {
    const { prices: found } = await database.transaction((tx) => findPrices(tx, ['CUP' as Sku]));
    return found.get('CUP' as Sku)?.unitPrice.amountMinor;
  };

  beforeAll(async () => {
    opened = await openOrdersDatabase();
    ({ database } = opened);
    await putPrices(database);
  });
  afterAll(() => opened.close());

  it('equals the fold of the recorded events, for every order', async () => {
    const place = placedIn(typeormOrderRepository(database));
    const history = fc.tuple(fc.boolean(), fc.array(anyInput, { maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(history, async ([unpaid, inputs]) => {
        const { id } = await place(aCustomer(), { command: unpaid ? anOrderWithoutPayment : anOrder });
        await receiveIn(database)(...inputs.map((input) => [id, input] as const));
        const events = await readEvents(database.requests, { aggregateType: 'Order', aggregateId: id });
        const [row] = await rowsOf<OrderRow>(database.requests, 'select * from orders where id = $1', [id]);
        const order = row === undefined ? undefined : processFrom(row).order;
        expect(events.map(eventFrom).reduce(orderDecider.evolve, orderDecider.initial)).toEqual(order);
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
        expect(row?.version).toBe(events.length);
      }),
      { numRuns: HISTORIES },
    );
  });

  it('never lets an older price overwrite a newer one', async () => {
    await putPriceOfCup(300n, 3);
    await putPriceOfCup(200n, 2);
    expect(await priceOfCup()).toBe(300n);
    await putPriceOfCup(400n, 4);
    expect(await priceOfCup()).toBe(400n);
  });
});
