export type PaymentMethodType = 'CARD' | 'WALLET' | 'BANK_TRANSFER';

/** As the order asks for it: without the token once the attempt has ended, or its order was given up. */
export interface RequestedMethod {
  readonly type: PaymentMethodType;
  readonly token?: string | undefined;
}

export interface PaymentMethod {
  readonly type: PaymentMethodType;
  /** The provider's token for the instrument. It is never logged and leaves payments for the provider only. */
  readonly token: string;
}
