import { InMemoryInventory } from './in-memory-inventory';
import { itKeepsStock } from './inventory-contract';

const noon = new Date('2026-11-21T12:00:00.000Z');

describe('inventory in memory', () => {
  const inventory = new InMemoryInventory(noon);
  let orders = 0;
  itKeepsStock(() => ({
    products: inventory,
    reservations: inventory,
    views: inventory,
    newOrderId: () => {
      orders += 1;
      return `order ${orders.toString()}`;
    },
  }));
});
