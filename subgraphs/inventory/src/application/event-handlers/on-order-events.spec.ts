import type { Id } from '@oms/kernel';
import { inMemoryInventory } from '../testing/in-memory-inventory';
import { add, useOf } from '../testing/repositories-under-test';
import { onOrderEvents, type OrderEvent } from './on-order-events';

const noon = Date.parse('2026-11-21T12:00:00.000Z');
const order = { orderId: 'order of ada' as Id<'Order'>, customerId: 'ada' };
const created: OrderEvent = { ...order, type: 'OrderCreated', lines: [{ sku: 'TEA', quantity: 2 }] };

const handled = async (...events: readonly OrderEvent[]) => {
  const ports = inMemoryInventory(noon);
  const { change, levelOf } = useOf(() => ({ ...ports, newOrderId: () => order.orderId }));
  await change(add('TEA', 5));
  const caused = events.map((event) => ({ event, causation: { correlationId: event.type } }));
  const decision = await onOrderEvents(ports.reservations, caused);
  const [reservation] = await ports.reservationViews.reservations([order.orderId]);
  return { decision, reservation, stock: await levelOf('TEA') };
};

describe('an event of an order', () => {
  it('reserves its lines when it was created', async () => {
    const { decision, reservation, stock } = await handled(created);
    expect(decision.events).toEqual([{ ...order, type: 'StockReserved', lines: [{ sku: 'TEA', quantity: 2 }] }]);
    expect(reservation).toMatchObject({ status: 'HELD', customerId: 'ada' });
    expect(stock).toMatchObject({ onHand: 5, reserved: 2 });
  });

  it.each(['OrderFailed', 'OrderCancelled'] as const)(
    'releases its lines when it is %s, in one batch',
    async (type) => {
      const { decision, reservation, stock } = await handled(created, { ...order, type });
      expect(decision.events.map((event) => event.type)).toEqual(['StockReserved', 'StockReleased']);
      expect(reservation).toMatchObject({ status: 'RELEASED', customerId: 'ada' });
      expect(stock).toMatchObject({ onHand: 5, reserved: 0 });
    },
  );

  it('is refused when the order was closed before it was created', async () => {
    const { decision } = await handled({ ...order, type: 'OrderCancelled' }, created);
    expect(decision.refused).toEqual([{ orderId: order.orderId, refusal: 'ORDER_ALREADY_CLOSED' }]);
  });
});
