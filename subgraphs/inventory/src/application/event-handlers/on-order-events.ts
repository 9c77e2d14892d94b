import { assertNever, type Causation, type Id } from '@oms/kernel';
import type { ReservationCommand } from '../../domain/reservation/commands';
import { decideBatch, type BatchDecision } from '../../domain/reservation/reservation-batch';
import type { SkuQuantity } from '../../domain/stock/quantity';
import type { ReservationRepository } from '../ports/reservation-repository';

interface OfAnOrder {
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
}

/** An event of an order that changes its reservation. */
export type OrderEvent =
  | (OfAnOrder & { readonly type: 'OrderCreated'; readonly lines: readonly SkuQuantity[] })
  | (OfAnOrder & { readonly type: 'OrderFailed' | 'OrderCancelled' });

const commandOf = (event: OrderEvent): ReservationCommand => {
  const { orderId, customerId } = event;
  switch (event.type) {
    case 'OrderCreated':
      return { type: 'ReserveStock', orderId, customerId, lines: event.lines };
    case 'OrderFailed':
    case 'OrderCancelled':
      return { type: 'ReleaseStock', orderId, customerId };
    default:
      return assertNever(event);
  }
};

/**
 * Holds the stock of new orders, all lines of each or none, and releases that of orders that failed or were cancelled.
 *
 * One handler for the three types, because one decision takes all events of a batch: so each row is locked once, and all
 * rows in one order.
 */
export const onOrderEvents = (
  reservations: ReservationRepository,
  events: readonly { readonly event: OrderEvent; readonly causation: Causation }[],
): Promise<BatchDecision> =>
  reservations.changeAll(
    events.map(({ event, causation }) => ({ command: commandOf(event), causation })),
    decideBatch,
  );
