import { currencyDigits, decimalAmount, isCurrency } from './currency';

describe('an amount as decimal text', () => {
  it.each([
    [1999n, 'USD', '19.99'],
    [5n, 'USD', '0.05'],
    [0n, 'USD', '0.00'],
    [-250n, 'EUR', '-2.50'],
    [1999n, 'JPY', '1999'],
    [-1n, 'JPY', '-1'],
    [1999n, 'KWD', '1.999'],
    [9_007_199_254_740_993n, 'USD', '90071992547409.93'],
  ])('of %s minor units of %s is %s', (amountMinor, currency, text) => {
    expect(decimalAmount(amountMinor, currency)).toBe(text);
  });
});

describe('a currency', () => {
  it.each([
    ['USD', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
  ])('%s has %s decimals', (code, digits) => {
    expect(isCurrency(code)).toBe(true);
    expect(currencyDigits(code)).toBe(digits);
  });

  it.each(['usd', 'XXZ', ''])('is not %j', (code) => {
    expect(isCurrency(code)).toBe(false);
  });
});
