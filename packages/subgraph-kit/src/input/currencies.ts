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
