import {
  type Envelope,
  type EventContract,
  paymentCaptured,
  paymentFailed,
  stockReleased,
  stockReserved,
} from '@oms/contracts';
import { newId } from '@oms/database';
import type { Id } from '@oms/kernel';
import { envelopeOf } from '@oms/messaging/testing';
import { createMetrics } from '@oms/telemetry';
import { raceAgainstItself, RACERS, rotated } from '@oms/testing';
import { onParticipantEvents } from '../../application/event-handlers/on-participant-events';
import { aCustomer, placedIn } from '../../application/testing/fixtures';
import { timeouts } from '../../domain/testing/fixtures';
import { openOrdersDatabase, type OrdersDatabase, putPrices } from '../../testing/orders-database';
import { typeormOrderRepository } from '../persistence/order-repository';
import { subscriptions } from './subscriptions';

const ORDERS = 8;
const metrics = createMetrics({ service: 'orders' });

let opened: OrdersDatabase;
let orderIds: readonly Id<'Order'>[];

beforeAll(async () => {
  opened = await openOrdersDatabase({ poolMax: 2 * RACERS, metrics });
  await putPrices(opened.database);
  const place = placedIn(typeormOrderRepository(opened.database));
  orderIds = (await Promise.all(Array.from({ length: ORDERS }, () => place(aCustomer())))).map(({ id }) => id);
});

afterAll(() => opened.close());

const eventOf = <Data>(contract: EventContract<Data>, orderId: string, data: Data): Envelope =>
  envelopeOf(contract, { orderId, data });

const lines = [{ sku: 'TEA-GREEN', quantity: 1 }];
const amount = { amountMinor: '2500', currency: 'USD' };

/** Two types in turn, as they arrive of many orders at once. */
const fromInventory = (orderId: Id<'Order'>, index: number): Envelope =>
  index % 2 === 0
    ? eventOf(stockReserved, orderId, { orderId, lines })
    : eventOf(stockReleased, orderId, { orderId, lines });

const fromPayments = (orderId: Id<'Order'>, index: number): Envelope =>
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
  it('do not deadlock, whatever the order of their events', async () => {
    const handles = new Map(
      subscriptions({ onParticipantEvents: onParticipantEvents(timeouts) }).map(({ publisher, handle }) => [
        publisher,
        handle,
      ]),
    );
    const apply = (racer: number): Promise<void> => {
      const [publisher, eventFrom] =
        racer % 2 === 0 ? (['inventory', fromInventory] as const) : (['payments', fromPayments] as const);
      const events = rotated(orderIds, racer).map(eventFrom);
      return opened.database.transaction(async (tx) => handles.get(publisher)?.(tx, events));
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
