import type { Actor, Id } from '@oms/kernel';
import { decideBatch } from '../../domain/reservation/reservation-batch';
import { inMemoryInventory } from '../testing/in-memory-inventory';
import { release, requestsOf } from '../testing/repositories-under-test';
import { getReservations } from './get-reservations';

const noon = Date.parse('2026-11-21T12:00:00.000Z');
const orderId = 'order of ada' as Id<'Order'>;
const unknownId = 'unknown order' as Id<'Order'>;

const seenBy = async (actor: Actor | undefined): Promise<readonly unknown[]> => {
  const { reservations, reservationViews } = inMemoryInventory(noon);
  await reservations.changeAll(requestsOf([release(orderId)]), decideBatch);
  return getReservations(reservationViews)([orderId, unknownId], actor);
};

const actorOf = (id: string, ...scopes: readonly string[]): Actor => ({ id, scopes: new Set(scopes) });

describe('the reservation of an order', () => {
  it.each([
    ['its customer', actorOf('ada')],
    ['an operator of orders', actorOf('otto', 'orders:operate')],
    ['an operator of inventory', actorOf('olga', 'inventory:manage')],
  ])('is seen by %s', async (_who, actor) => {
    expect(await seenBy(actor)).toMatchObject([{ orderId }]);
  });

  it.each([
    ['another customer', actorOf('grace')],
    ['an actor with a scope of no operator', actorOf('grace', 'payments:refund')],
    ['an anonymous request', undefined],
  ])('is not seen by %s', async (_who, actor) => {
    expect(await seenBy(actor)).toEqual([]);
  });
});
