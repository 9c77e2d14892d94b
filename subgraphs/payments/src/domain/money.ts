/** An amount in minor units of its currency: a fraction of a cent does not exist here. */
export interface Money {
  readonly amountMinor: bigint;
  /** ISO 4217. */
  readonly currency: string;
}

export const zero = (currency: string): Money => ({ amountMinor: 0n, currency });

/** One payment has one currency, so two that differ are a fault, not a refusal. */
const sameCurrency = (left: Money, right: Money): string => {
  if (left.currency !== right.currency)
    throw new Error(`Cannot add or subtract ${left.currency} and ${right.currency}.`);
  return left.currency;
};

export const plus = (left: Money, right: Money): Money => ({
  amountMinor: left.amountMinor + right.amountMinor,
  currency: sameCurrency(left, right),
});

export const minus = (left: Money, right: Money): Money => ({
  amountMinor: left.amountMinor - right.amountMinor,
  currency: sameCurrency(left, right),
});

export const equals = (left: Money, right: Money): boolean =>
  left.currency === right.currency && left.amountMinor === right.amountMinor;
