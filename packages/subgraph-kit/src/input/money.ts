import { z } from 'zod';
import { currencyDigits, isCurrency } from './currencies';

/** An amount in the currency's smallest unit, so that no fraction of a cent can exist. */
export interface MinorMoney {
  readonly amountMinor: bigint;
  /** ISO 4217. */
  readonly currency: string;
}

/** `Money` in the API. */
export interface ApiMoney {
  /** Decimal, with as many decimals as the currency has. */
  readonly amount: string;
  readonly currencyCode: string;
}

/** Leaves room for sums in PostgreSQL's `bigint`. */
const DIGITS_MAX = 15;

export const toMoney = ({ amountMinor, currency }: MinorMoney): ApiMoney => {
  const digits = currencyDigits(currency);
  const sign = amountMinor < 0n ? '-' : '';
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const amount = digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`;
  return { amount, currencyCode: currency };
};

/** What is wrong with an amount, or its worth in minor units. */
const minorUnitsOf = (amount: string, digits: number): bigint | string => {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined) return 'Must be a decimal number such as "19.99".';
  if (fraction.length > digits) return `Must have at most ${digits.toString()} decimals in this currency.`;
  const minor = (whole + fraction.padEnd(digits, '0')).replace(/^0+(?=\d)/, '');
  if (minor.length > DIGITS_MAX) return 'Is too large.';
  return BigInt(sign + minor);
};

/** For a `MoneyInput` within an input's schema; gives minor units. The sign and the limits are the context's to judge. */
export const moneyInput = z
  .object({ amount: z.string(), currencyCode: z.string() })
  .transform(({ amount, currencyCode }, check): MinorMoney => {
    if (!isCurrency(currencyCode)) {
      check.addIssue({ code: 'custom', path: ['currencyCode'], message: 'Must be an ISO 4217 code such as "USD".' });
      return z.NEVER;
    }
    const amountMinor = minorUnitsOf(amount, currencyDigits(currencyCode));
    if (typeof amountMinor === 'bigint') return { amountMinor, currency: currencyCode };
    check.addIssue({ code: 'custom', path: ['amount'], message: amountMinor });
    return z.NEVER;
  });
