import { z } from 'zod';
import { parseFilter } from './filter';
import { idFrom, idInput } from './ids';
import { paymentTokenInput, personalTextInput, textInput } from './text';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('an id', () => {
  it('is read in lower case', () => {
    expect(idFrom(id.toUpperCase())).toBe(id);
    expect(idInput().parse(id.toUpperCase())).toBe(id);
  });

  it.each(['', 'tea', `${id}0`, ` ${id}`, id.replaceAll('-', '')])('is not %j', (text) => {
    expect(idFrom(text)).toBeUndefined();
    expect(idInput().parse(text)).toBe('00000000-0000-0000-0000-000000000000');
  });
});

describe('a line of text', () => {
  it('is trimmed', () => {
    expect(textInput(3).parse(' tea ')).toBe('tea');
  });

  it.each([' ', 'four'])('is not %j', (text) => {
    expect(textInput(3).safeParse(text).success).toBe(false);
  });

  it('may have digits like those of a card number, unless it is personal', () => {
    const digits = '4242 4242 4242 4242';
    expect(textInput(20).safeParse(digits).success).toBe(true);
    expect(personalTextInput(20).safeParse(digits).success).toBe(false);
    expect(paymentTokenInput.safeParse(digits).success).toBe(false);
  });
});

describe('the conditions of a list', () => {
  const schema = z.object({ sku: z.string().max(3).optional(), names: z.array(z.string()).optional() });

  it('may be left out, or null', () => {
    expect(parseFilter(schema, undefined)).toEqual({});
    expect(parseFilter(schema, { sku: null })).toEqual({});
  });

  it('are refused with the path of the field at fault', () => {
    expect(() => parseFilter(schema, { names: ['a', 1] })).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'filter.names.1' } }) as Error,
    );
  });
});
