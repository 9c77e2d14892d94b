import type { Decision } from '@oms/kernel';
import type { PaymentEvent } from './events';

/** The rules that forbid a command; nothing changed. */
export type PaymentRefusal =
  | 'PAYMENT_NOT_FOUND'
  | 'ORDER_NOT_PAYABLE'
  | 'NOTHING_CAPTURED'
  | 'REFUND_EXCEEDS_CAPTURE'
  | 'CURRENCY_DIFFERS'
  /** The provider reports a capture that this payment cannot have requested. */
  | 'UNEXPECTED_CAPTURE';

export type PaymentDecision = Decision<PaymentEvent, PaymentRefusal>;
