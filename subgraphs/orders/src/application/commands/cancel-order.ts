import { refuse } from '@oms/kernel';
import type { Patience } from '../domain/checkout/checkout';
import { cancel } from '../domain/checkout/purchase';
import type { OrderRefusal } from '../domain/order/order';
import type { OrderId } from '../domain/order/values';
import type { Causation } from '@oms/kernel';
import type { Answer, Orders } from './ports/orders';
import { maySee, type Viewer } from './viewer';

export interface CancelOrder {
  readonly viewer: Viewer;
  readonly idempotencyKey: string | undefined;
  readonly causation: Causation;
  readonly input: { readonly orderId: OrderId; readonly reason: string | null };
}

export type CancelOrderRefusal = OrderRefusal | 'ORDER_NOT_FOUND';

/** Ends an order at any moment before its shipment; the participants undo what they did for it. */
export const cancelOrder =
  ({ orders, patience }: { readonly orders: Orders; readonly patience: Patience }) =>
  ({ viewer, idempotencyKey, causation, input }: CancelOrder): Promise<Answer<CancelOrderRefusal>> => {
    const request = { operation: 'cancelOrder', caller: viewer.id, idempotencyKey, input, causation };
    return orders.change<CancelOrderRefusal>(request, input.orderId, (purchase, now) =>
      purchase === undefined || !maySee(viewer, purchase.order.customerId)
        ? refuse('ORDER_NOT_FOUND')
        : cancel(purchase, input.reason, { now, patience }),
    );
  };
