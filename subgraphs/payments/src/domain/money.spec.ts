import { equals, minus, plus, zero } from './money';

const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD' });
const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' });

describe('money', () => {
  it('is added and subtracted within one currency', () => {
    expect(plus(usd(2n), usd(3n))).toEqual(usd(5n));
    expect(minus(usd(2n), usd(3n))).toEqual(usd(-1n));
    expect(zero('USD')).toEqual(usd(0n));
  });

  it('of two currencies is neither added nor subtracted', () => {
    expect(() => plus(usd(1n), eur(1n))).toThrow('Cannot add or subtract USD and EUR.');
    expect(() => minus(usd(1n), eur(1n))).toThrow('USD and EUR');
  });

  it('is equal when its amount and its currency are', () => {
    expect(equals(usd(1n), usd(1n))).toBe(true);
    expect(equals(usd(1n), usd(2n))).toBe(false);
    expect(equals(usd(1n), eur(1n))).toBe(false);
  });
});
