/** The rules that forbid a command; nothing changed. */
export type PaymentRefusal =
  | 'PAYMENT_NOT_FOUND'
  | 'ORDER_NOT_PAYABLE'
  | 'NOTHING_CAPTURED'
  | 'REFUND_EXCEEDS_CAPTURE'
  | 'CURRENCY_DIFFERS'
  /** The provider reports money taken that this payment cannot have asked for. */
  | 'UNEXPECTED_CAPTURE';
