import type { Instant } from '@oms/kernel';
import type { InventoryPorts } from '..';
import type { ReservationRepository } from '../ports/reservation-repository';
import { inMemoryProductRepository } from './in-memory-product-repository';
import { inMemoryProductViews } from './in-memory-product-views';
import { inMemoryReservationRepository } from './in-memory-reservation-repository';
import { inMemoryReservationViews } from './in-memory-reservation-views';
import type { InMemoryState } from './in-memory-state';
import { inMemoryStockFeed, type InMemoryStockFeed } from './in-memory-stock-feed';

interface InMemoryInventory extends InventoryPorts {
  readonly reservations: ReservationRepository;
  readonly stockFeed: InMemoryStockFeed;
}

/** All ports of inventory over one state; everything in it happens at `now`. */
export const inMemoryInventory = (now: Instant): InMemoryInventory => {
  const feed = inMemoryStockFeed();
  const state: InMemoryState = { products: new Map(), reservations: new Map(), movements: [], feed, now };
  return {
    products: inMemoryProductRepository(state),
    productViews: inMemoryProductViews(state),
    reservations: inMemoryReservationRepository(state),
    reservationViews: inMemoryReservationViews(state),
    stockFeed: feed,
  };
};
