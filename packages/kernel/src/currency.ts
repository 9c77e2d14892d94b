const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const DIGITS_DEFAULT = 2;

/** ISO 4217, list one. `Intl` is no source for this: it follows CLDR, which gives several currencies fewer digits. */
const digitsOf: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** CLDR leaves out the units of account, such as CLF, which ISO 4217 lists. */
export const isCurrency = (code: string): boolean => codes.has(code) || digitsOf.has(code);

/** How many decimals an amount of this currency has: 2 for USD, 0 for JPY, 3 for KWD. */
export const currencyDigits = (code: string): number => digitsOf.get(code) ?? DIGITS_DEFAULT;

/** An amount as decimal text, with as many decimals as the currency has: 1999 minor units of USD are `19.99`. */
export const decimalAmount = (amountMinor: bigint, currency: string): string => {
  const digits = currencyDigits(currency);
  const sign = amountMinor < 0n ? '-' : '';
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`;
};
