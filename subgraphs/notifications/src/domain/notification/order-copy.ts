import type { Id } from '@oms/kernel';
import type { Contact } from './notification';

export interface Money {
  readonly amountMinor: bigint;
  /** ISO 4217. */
  readonly currency: string;
}

/** What notifications keeps of an order, from its OrderCreated: later events carry the order's id alone. */
export interface OrderCopy {
  readonly orderId: Id<'Order'>;
  readonly customerId: string;
  readonly number: string;
  readonly total: Money;
  readonly contact: Contact;
}
