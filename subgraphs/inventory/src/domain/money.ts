/** Minor units only: a fraction of a cent never exists, so nothing is ever rounded. */
export interface Money {
  readonly amountMinor: bigint;
  /** ISO 4217. */
  readonly currency: string;
}

export const sameMoney = (left: Money, right: Money): boolean =>
  left.amountMinor === right.amountMinor && left.currency === right.currency;
