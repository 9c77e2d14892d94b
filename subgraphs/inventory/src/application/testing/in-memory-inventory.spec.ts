import { InMemoryInventory } from './in-memory-inventory';
import { itKeepsProducts } from './products-contract';
import { itKeepsReservations } from './reservations-contract';
import type { StoreUnderTest } from './store-under-test';

const noon = new Date('2026-11-21T12:00:00.000Z');

describe('inventory in memory', () => {
  const inventory = new InMemoryInventory(noon);
  let orders = 0;
  const underTest = (): StoreUnderTest => ({
    products: inventory,
    reservations: inventory,
    views: inventory,
    newOrderId: () => {
      orders += 1;
      return `order ${orders.toString()}`;
    },
  });
  itKeepsProducts(underTest);
  itKeepsReservations(underTest);
});
