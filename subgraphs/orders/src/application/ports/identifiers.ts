import type { OrderId } from '../../domain/order/values';

export interface Identifiers {
  newOrderId(): OrderId;
  /** Short, and of so many that nobody can guess another's. */
  newOrderNumber(): string;
}
