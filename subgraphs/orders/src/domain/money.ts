/** An amount in minor units, such as cents; a fraction of one never exists, so nothing needs rounding. */
export interface Money {
  readonly amountMinor: bigint;
  /** ISO 4217. */
  readonly currency: string;
}

/** 18 digits: as much as the contracts allow in an event. */
export const AMOUNT_MINOR_MAX = 999_999_999_999_999_999n;

export const timesMoney = ({ amountMinor, currency }: Money, quantity: number): Money => ({
  amountMinor: amountMinor * BigInt(quantity),
  currency,
});

/** Lines are priced in one currency, so a mismatch here is a bug and not a refusal. */
export const addMoney = (one: Money, other: Money): Money => {
  if (one.currency !== other.currency) throw new Error(`Cannot add ${other.currency} to ${one.currency}`);
  return { amountMinor: one.amountMinor + other.amountMinor, currency: one.currency };
};
