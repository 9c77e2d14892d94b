import { BadCursor, decodeCursor, encodeCursor } from './cursor';

const id = '0198c9d2-7a3e-7c55-8a7e-3f0f5b1c2d3e';
const time = '2026-08-01T10:00:00.000Z';
const shape = ['time', 'uuid'] as const;

const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('gives back the key of the row that it was made of', () => {
    expect(decodeCursor('orders', encodeCursor('orders', [time, id]), shape)).toEqual([time, id]);
  });

  it.each([
    ['of another list', encodeCursor('payments', [time, id])],
    ['empty', ''],
    ['no base64', 'häh?'],
    ['no JSON', Buffer.from('nothing').toString('base64url')],
    ['no list', forged({ time })],
    ['of another version', forged([2, 'orders', time, id])],
    ['with too few parts', forged([1, 'orders', time])],
    ['with too many parts', forged([1, 'orders', time, id, id])],
    ['with a time that is none', forged([1, 'orders', '2026-99-01T10:00:00.000Z', id])],
    ['with SQL for an id', forged([1, 'orders', time, `' or true --`])],
    ['with a NUL', forged([1, 'orders', time, `${id}\0`])],
    ['too long', 'A'.repeat(1_025)],
  ])('is refused when it is %s', (_what, cursor) => {
    expect(() => decodeCursor('orders', cursor, shape)).toThrow(BadCursor);
  });

  it('keeps integers apart from texts', () => {
    expect(decodeCursor('stock', encodeCursor('stock', ['tea', 7, '12']), ['text', 'integer', 'bigint'])).toEqual([
      'tea',
      7,
      '12',
    ]);
    expect(() => decodeCursor('stock', encodeCursor('stock', ['7']), ['integer'])).toThrow(BadCursor);
    expect(() => decodeCursor('stock', encodeCursor('stock', [7.5]), ['integer'])).toThrow(BadCursor);
  });
});
