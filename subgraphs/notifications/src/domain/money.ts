export interface Money {
  readonly amountMinor: bigint;
  /** ISO 4217. */
  readonly currency: string;
}

/** ISO 4217 currencies that do not have two decimals. */
const DIGITS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};
const USUAL_DIGITS = 2;

/** As a person reads it: `25.00 USD`. */
export const formatMoney = ({ amountMinor, currency }: Money): string => {
  const digits = DIGITS[currency] ?? USUAL_DIGITS;
  const sign = amountMinor < 0n ? '-' : '';
  const figures = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0');
  const whole = figures.slice(0, figures.length - digits);
  const rest = digits === 0 ? '' : `.${figures.slice(-digits)}`;
  return `${sign}${whole}${rest} ${currency}`;
};
