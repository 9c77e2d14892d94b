import type { ReservationRepository } from '../ports/reservation-repository';
import type { InMemoryState } from './in-memory-state';

export const inMemoryReservationRepository = (state: InMemoryState): ReservationRepository => ({
  changeAll: async (requests, decide) => {
    await Promise.resolve();
    const levels = new Map([...state.products].map(([sku, { level }]) => [sku, level]));
    const commands = requests.map(({ command }) => command);
    const decision = decide(commands, { reservations: state.reservations, levels });
    for (const [orderId, reservation] of decision.reservations) state.reservations.set(orderId, reservation);
    for (const [sku, level] of decision.levels) {
      const product = state.products.get(sku);
      if (product !== undefined) state.products.set(sku, { ...product, level });
    }
    state.movements.push(...decision.movements);
    state.feed.publish(decision.movements.map(({ sku }) => sku));
    return decision;
  },
});
