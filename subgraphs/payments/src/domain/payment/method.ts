export type PaymentMethodType = 'CARD' | 'WALLET' | 'BANK_TRANSFER';

export interface PaymentMethod {
  readonly type: PaymentMethodType;
  /** The provider's token for the instrument. It is never logged and leaves payments for the provider only. */
  readonly token: string;
}
