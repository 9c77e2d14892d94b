import type { Id } from '@oms/kernel';
import type { OrderLine } from './lines';
import type { OrderStatus } from './status';
import type { Address, Contact, CustomerId, Failure, OrderSource, PaymentMethod } from './values';

/** What stays as it was when the order was placed. */
export interface Placement {
  readonly id: Id<'Order'>;
  /** Short, human-readable, unique. */
  readonly number: string;
  readonly customerId: CustomerId;
  readonly source: OrderSource;
  readonly lines: readonly OrderLine[];
  readonly contact: Contact;
  readonly shippingAddress: Address;
  /** False: the order waits for `payOrder`. */
  readonly paymentMethodGiven: boolean;
}

/** The token is erased once the attempt has ended, or the order was abandoned. */
type RequestedMethod = Pick<PaymentMethod, 'type'> & { readonly token?: PaymentMethod['token'] | undefined };

export type OrderEvent =
  | ({ readonly type: 'OrderCreated' } & Placement)
  | { readonly type: 'PaymentRequested'; readonly attempt: number; readonly method: RequestedMethod | null }
  | { readonly type: 'OrderPaid' }
  | { readonly type: 'ShipmentRequested' }
  | { readonly type: 'OrderCancelled'; readonly from: OrderStatus; readonly reason: string | null }
  | { readonly type: 'OrderFailed'; readonly failure: Failure };
