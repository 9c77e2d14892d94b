import type { Id } from '@oms/kernel';
import type { OrderCopy } from '../../domain/notification/order-copy';

/** The orders that notifications are about. Written and read within the transaction of the events that are being handled. */
export interface OrderCopyRepository {
  /** A copy that exists stays as it is. */
  add(orders: readonly OrderCopy[]): Promise<void>;
  /** In any order, without those that do not exist. */
  find(orderIds: readonly Id<'Order'>[]): Promise<readonly OrderCopy[]>;
}
