import fc from 'fast-check';
import { z } from 'zod';
import { moneyInput, toMoney } from './money';
import { parseInput } from './parse-input';

/** Undefined when the currency does not exist or the amount is not one of it. */
const read = (money: z.input<typeof moneyInput>) => moneyInput.safeParse(money).data;

describe('money in the API', () => {
  it.each([
    [1999n, 'USD', '19.99'],
    [5n, 'USD', '0.05'],
    [0n, 'USD', '0.00'],
    [-250n, 'EUR', '-2.50'],
    [1999n, 'JPY', '1999'],
    [1999n, 'KWD', '1.999'],
    [9_007_199_254_740_993n, 'USD', '90071992547409.93'],
  ])('writes %s minor units of %s as %s', (amountMinor, currency, amount) => {
    expect(toMoney({ amountMinor, currency })).toEqual({ amount, currencyCode: currency });
  });

  it.each([
    ['19.99', 'USD', 1999n],
    ['19.9', 'USD', 1990n],
    ['19', 'USD', 1900n],
    ['0019.99', 'USD', 1999n],
    ['-1', 'USD', -100n],
    ['500', 'JPY', 500n],
    ['1.005', 'KWD', 1005n],
  ])('reads %s %s as %s minor units', (amount, currencyCode, amountMinor) => {
    expect(read({ amount, currencyCode })).toEqual({ amountMinor, currency: currencyCode });
  });

  it.each([
    ['19.999', 'USD'],
    ['1.0', 'JPY'],
    ['1e3', 'USD'],
    ['', 'USD'],
    ['1,00', 'USD'],
    ['.5', 'USD'],
    ['NaN', 'USD'],
    ['9'.repeat(16), 'JPY'],
    ['1', 'usd'],
    ['1', 'XXZ'],
  ])('does not take %j %s for an amount', (amount, currencyCode) => {
    expect(read({ amount, currencyCode })).toBeUndefined();
  });

  it('reads back what it wrote, whatever the amount and the currency', () => {
    const amounts = fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n });
    const currencies = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF');
    fc.assert(
      fc.property(amounts, currencies, (amountMinor, currency) => {
        expect(read(toMoney({ amountMinor, currency }))).toEqual({ amountMinor, currency });
      }),
    );
  });

  it('names the field at fault within an input', () => {
    const schema = z.object({ unitPrice: moneyInput });
    expect(parseInput(schema, { unitPrice: { amount: '1.234', currencyCode: 'USD' } })).toEqual({
      ok: false,
      userErrors: [
        { field: ['unitPrice', 'amount'], code: 'INVALID', message: 'Must have at most 2 decimals in this currency.' },
      ],
    });
  });
});
