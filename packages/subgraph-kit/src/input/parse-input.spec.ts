import { z } from 'zod';
import { parseInput } from './parse-input';

const schema = z.object({
  items: z.array(z.object({ sku: z.string(), quantity: z.int().min(1, 'Must be at least 1.') })).min(1, 'Is empty.'),
  note: z.string().optional(),
});

const aTea = { sku: 'tea', quantity: 1 };

describe('the input of a mutation', () => {
  const errorsOf = (input: unknown) => {
    const parsed = parseInput(schema, input);
    return parsed.ok ? [] : parsed.userErrors;
  };

  it('is handed on when it is well-formed', () => {
    expect(parseInput(schema, { items: [aTea] })).toEqual({ ok: true, value: { items: [aTea] } });
  });

  it('takes null for left out, as GraphQL clients write it', () => {
    const input = { items: [aTea], note: null };
    expect(parseInput(schema, input)).toEqual({ ok: true, value: { items: [aTea] } });
  });

  it('names the path of every field at fault', () => {
    expect(errorsOf({ items: [aTea, { sku: 'cup', quantity: 0 }] })).toEqual([
      { field: ['items', '1', 'quantity'], message: 'Must be at least 1.', code: 'INVALID' },
    ]);
  });

  it('tells a missing field from a wrong one', () => {
    expect(errorsOf({ items: [{ quantity: 1 }] })).toEqual([
      { field: ['items', '0', 'sku'], message: 'Is required.', code: 'REQUIRED' },
    ]);
    expect(errorsOf({ items: [] })).toMatchObject([{ field: ['items'], code: 'INVALID' }]);
  });
});
