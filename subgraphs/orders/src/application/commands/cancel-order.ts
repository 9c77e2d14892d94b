import { refuse, type ClientRequest, type Id, type Outcome } from '@oms/kernel';
import type { CheckoutTimeouts } from '../../domain/checkout/checkout';
import { cancel } from '../../domain/checkout/order-process';
import type { OrderRefusal } from '../../domain/order/refusals';
import { maySee } from '../access';
import type { OrderRepository } from '../ports/order-repository';
import type { OrderView } from '../ports/order-views';

export interface CancelOrder {
  readonly orderId: Id<'Order'>;
  readonly reason: string | null;
}

export type CancelOrderRefusal = OrderRefusal | 'ORDER_NOT_FOUND';

/** Ends an order at any moment before its shipment; the participants undo what they did for it. */
export const cancelOrder =
  ({ orders, timeouts }: { readonly orders: OrderRepository; readonly timeouts: CheckoutTimeouts }) =>
  (command: CancelOrder, request: ClientRequest): Promise<Outcome<OrderView, CancelOrderRefusal>> =>
    orders.change<CancelOrderRefusal>(
      { ...request, operation: 'cancelOrder', command },
      command.orderId,
      (current, now) =>
        current === undefined || !maySee(request.actor, current.order.customerId)
          ? refuse('ORDER_NOT_FOUND')
          : cancel(current, command.reason, { now, timeouts }),
    );
