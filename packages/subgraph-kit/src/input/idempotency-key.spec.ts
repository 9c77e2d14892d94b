import { z } from 'zod';
import { parseKeyedInput } from './idempotency-key';

const schema = z.object({ sku: z.string() });
const tea = { sku: 'TEA' };

const keyOf = (inInput: string | null | undefined, inHeader?: string) => {
  const request = inHeader === undefined ? {} : { idempotencyKey: inHeader };
  const parsed = parseKeyedInput(schema, { ...tea, idempotencyKey: inInput }, request);
  return parsed.ok ? parsed.value.idempotencyKey : parsed.userErrors;
};

describe('the key of a mutation', () => {
  it.each([
    ['the input', 'k1', undefined],
    ['the header', undefined, 'k1'],
    ['the header, when the input has null', null, 'k1'],
    ['both, when they are the same', 'k1', 'k1'],
  ])('is that of %s', (_, inInput, inHeader) => {
    expect(keyOf(inInput, inHeader)).toBe('k1');
  });

  it('is none when neither gives one', () => {
    expect(keyOf(undefined)).toBeUndefined();
  });

  it('is refused when the input and the header give different ones', () => {
    expect(keyOf('k1', 'k2')).toMatchObject([{ field: ['idempotencyKey'], code: 'INVALID' }]);
  });

  it.each(['', 'x'.repeat(256), 'a\u0000b', 'a\nb'])('is refused in input and header alike: %j', (key) => {
    expect(keyOf(key)).toMatchObject([{ field: ['idempotencyKey'], code: 'INVALID' }]);
    expect(keyOf(undefined, key)).toMatchObject([{ field: ['idempotencyKey'], code: 'INVALID' }]);
  });

  it.each(['a', 'x'.repeat(255), 'schlüssel 🔑'])('may be %j', (key) => {
    expect(keyOf(key)).toBe(key);
  });

  it('is no part of the command', () => {
    const parsed = parseKeyedInput(schema, { ...tea, idempotencyKey: 'k1' }, {});
    expect(parsed).toEqual({ ok: true, value: { command: tea, idempotencyKey: 'k1' } });
  });

  it('is refused together with what is wrong with the command', () => {
    const parsed = parseKeyedInput(schema, { idempotencyKey: '' }, {});
    expect(parsed).toMatchObject({ userErrors: [{ field: ['idempotencyKey'] }, { field: ['sku'], code: 'REQUIRED' }] });
  });
});
