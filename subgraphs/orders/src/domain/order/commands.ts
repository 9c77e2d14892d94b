import type { Placement } from './events';
import type { Failure, PaymentMethod } from './values';

export type OrderCommand =
  | ({ readonly type: 'PlaceOrder' } & Placement)
  /** `attempt` counts from 1; without a method, payments takes the one that `payOrder` gave it. */
  | { readonly type: 'RequestPayment'; readonly attempt: number; readonly method: PaymentMethod | null }
  | { readonly type: 'ConfirmPayment' }
  | { readonly type: 'RequestShipment' }
  | { readonly type: 'CancelOrder'; readonly reason: string | null }
  | { readonly type: 'FailOrder'; readonly failure: Failure };
