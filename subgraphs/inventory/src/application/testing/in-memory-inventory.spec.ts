import type { Id } from '@oms/kernel';
import { inMemoryInventory } from './in-memory-inventory';
import { itKeepsProducts } from './product-repository-contract';
import type { RepositoriesUnderTest } from './repositories-under-test';
import { itKeepsReservations } from './reservation-repository-contract';

const noon = Date.parse('2026-11-21T12:00:00.000Z');

describe('inventory in memory', () => {
  const ports = inMemoryInventory(noon);
  let orders = 0;
  const underTest = (): RepositoriesUnderTest => ({
    ...ports,
    newOrderId: () => {
      orders += 1;
      return `order ${orders.toString()}` as Id<'Order'>;
    },
  });
  itKeepsProducts(underTest);
  itKeepsReservations(underTest);
});
