import { getReservations } from './get-reservations';
import { settleOrders } from './settle-orders';
import { InMemoryInventory } from './testing/in-memory-inventory';

const noon = new Date('2026-11-21T12:00:00.000Z');

describe('the reservation of an order', () => {
  const orderId = 'order of ada';
  const seenBy = async (customerId: string, operator: boolean): Promise<readonly unknown[]> => {
    const inventory = new InMemoryInventory(noon);
    await settleOrders(inventory)([{ type: 'ReleaseStock', orderId, customerId: 'ada' }]);
    return getReservations(inventory)([orderId, 'order of nobody'], { customerId, operator });
  };

  it('is seen by its customer and by operators', async () => {
    expect(await seenBy('ada', false)).toMatchObject([{ orderId }]);
    expect(await seenBy('olga', true)).toMatchObject([{ orderId }]);
  });

  it('looks to everyone else as if there were none', async () => {
    expect(await seenBy('grace', false)).toEqual([]);
  });
});
