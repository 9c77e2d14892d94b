import { unambiguousJson } from './unambiguous-json';

describe('JSON', () => {
  it.each([
    '{"query":"{ a: b(c: \\"d: e\\") }","variables":{"a":{"a":[{"a":-1.5e3},{"a":null}]}}}',
    '{"ends in a backslash: \\\\":"\\\\","\\\\\\"":":"}',
    '{"__proto__":{"constructor":1},"toString":2}',
    ' [ { } , [ ] , "" , true ] ',
    '"a:b"',
  ])('is read as it stands: %s', (text) => {
    expect(unambiguousJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['a key is there twice', '{"query":"{ a }","query":"{ b }"}'],
    ['a key is there twice in other letters', '{"query":"{ a }","qu\\u0065ry":"{ b }"}'],
    ['a key is there twice below', '{"variables":{"list":[{"id":1,"id":1}]}}'],
    ['a key is there twice, and is a special one', '{"__proto__":1,"__proto__":2}'],
    ['a number is too large', '{"a":[1e309]}'],
    ['a number is too small', '-1e309'],
    ['it is nested too deeply', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['it is nested far too deeply', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['something follows', '{} {}'],
    ['a byte order mark precedes', '\ufeff{}'],
    ['it is none', '{"a":NaN}'],
  ])('is refused when %s', (_, text) => {
    expect(() => unambiguousJson(text)).toThrow();
  });

  it('keeps its reader safe from what its keys are called', () => {
    unambiguousJson('{"__proto__":{"polluted":true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
