import { bothOf } from './access-rules';

describe('two access rules', () => {
  it('hold both: each set of the one with each set of the other', () => {
    expect(bothOf({ anyOf: [['a'], ['b']] }, { anyOf: [['c']] })).toEqual({
      anyOf: [
        ['a', 'c'],
        ['b', 'c'],
      ],
    });
  });

  it('are one rule when they are equal', () => {
    expect(bothOf({ anyOf: [['a']] }, { anyOf: [['a']] })).toEqual({ anyOf: [['a']] });
  });

  it('require the scopes when the other requires a token only', () => {
    expect(bothOf({ anyOf: [[]] }, { anyOf: [['a']] })).toEqual({ anyOf: [['a']] });
  });

  it('are the only one when there is only one', () => {
    expect(bothOf(undefined, { anyOf: [['a']] })).toEqual({ anyOf: [['a']] });
    expect(bothOf(undefined, undefined)).toBeUndefined();
  });
});
