import type { GraphQLScalarType } from 'graphql';
import { scalars } from './scalars';

const scalar = (name: string): GraphQLScalarType => {
  const found = scalars[name];
  if (found === undefined) throw new Error(`There is no scalar ${name}.`);
  return found;
};

describe('an instant', () => {
  it('is written in UTC with milliseconds', () => {
    const noon = Date.parse('2026-01-31T13:00:00+01:00');
    expect(scalar('DateTime').serialize(noon)).toBe('2026-01-31T12:00:00.000Z');
  });

  it('may be written from the text of a stored answer', () => {
    expect(scalar('DateTime').serialize('2026-01-31T12:00:00Z')).toBe('2026-01-31T12:00:00.000Z');
  });

  it('is read with its offset', () => {
    expect(scalar('DateTime').parseValue('2026-01-31T13:00:00+01:00')).toBe(Date.parse('2026-01-31T12:00:00Z'));
  });

  it.each(['2026-02-29T00:00:00Z', '2026-01-31', '2026-01-31T13:00:00', '31.01.2026', '', 1_769_860_800_000, null])(
    'is not %j',
    (value) => {
      expect(() => scalar('DateTime').parseValue(value)).toThrow('A DateTime is an ISO 8601 instant');
    },
  );
});

describe('a decimal', () => {
  it.each(['0', '19.99', '-1.5', '0.005', '999999999999999999'])('may be %s', (value) => {
    expect(scalar('Decimal').parseValue(value)).toBe(value);
  });

  it.each([19.99, '1e3', '01', '.5', '1.', '+1', ' 1', 'NaN', '١', '', null])('is not %j', (value) => {
    expect(() => scalar('Decimal').parseValue(value)).toThrow('A Decimal is a string');
  });
});

describe('a currency code', () => {
  it.each(['USD', 'JPY', 'KWD', 'CLF'])('may be %s', (value) => {
    expect(scalar('CurrencyCode').parseValue(value)).toBe(value);
  });

  it.each(['usd', 'US', 'XXZ', '', 840, null])('is not %j', (value) => {
    expect(() => scalar('CurrencyCode').parseValue(value)).toThrow('A CurrencyCode is an ISO 4217 code');
  });
});
