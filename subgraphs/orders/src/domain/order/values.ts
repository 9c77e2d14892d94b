import type { Brand } from '@oms/kernel';

/** The `sub` of the customer's token. */
export type CustomerId = Brand<string, 'CustomerId'>;
export type Sku = Brand<string, 'Sku'>;

export const orderSources = ['API', 'BATCH'] as const;
export type OrderSource = (typeof orderSources)[number];

export interface Contact {
  readonly email: string | null;
  readonly phone: string | null;
}

export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
}

/** The provider's token for an instrument; never a card number. */
export interface PaymentMethod {
  readonly type: 'CARD' | 'WALLET' | 'BANK_TRANSFER';
  readonly token: string;
}

export type FailureCode = 'OUT_OF_STOCK' | 'RESERVATION_TIMEOUT' | 'PAYMENT_DECLINED' | 'PAYMENT_TIMEOUT';

export interface Failure {
  readonly code: FailureCode;
  /** One sentence for the customer. */
  readonly message: string;
}
