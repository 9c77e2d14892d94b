/** The cursor was not made by us, or for another list. Answer it as bad input, naming the argument. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';

  constructor() {
    super('The cursor is not one that this list gave out.');
  }
}

const VERSION = 1;
const LENGTH_MAX = 1_024;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** The value of a sort key's column. Times go in as ISO text, bigints as decimal text. */
export type CursorPart = string | number;

/** Opaque to clients: where a page ended, by the sort key of its last row. `list` names the list and its order. */
export const encodeCursor = (list: string, key: readonly CursorPart[]): string =>
  Buffer.from(JSON.stringify([VERSION, list, ...key])).toString('base64url');

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new BadCursor();
  }
};

/**
 * The sort key in a cursor of this list. `shape` gives the type of each part, so that a forged cursor cannot reach SQL
 * with a value that its column refuses; a `uuid` or a `time` is checked as such.
 *
 * @throws {BadCursor}
 */
export const decodeCursor = <const Shape extends readonly CursorShape[]>(
  list: string,
  cursor: string,
  shape: Shape,
): CursorKey<Shape> => {
  if (cursor.length > LENGTH_MAX || !BASE64URL.test(cursor)) throw new BadCursor();
  const parts = parse(cursor);
  if (!Array.isArray(parts)) throw new BadCursor();
  const [version, owner, ...key] = parts as readonly unknown[];
  const fits = key.length === shape.length && shape.every((kind, index) => checks[kind](key[index]));
  if (version !== VERSION || owner !== list || !fits) throw new BadCursor();
  return key as CursorKey<Shape>;
};

export type CursorShape = 'text' | 'integer' | 'uuid' | 'time' | 'bigint';

type CursorKey<Shape extends readonly CursorShape[]> = {
  -readonly [Index in keyof Shape]: Shape[Index] extends 'integer' ? number : string;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
const BIGINT = /^-?\d{1,18}$/;

const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');

const checks: Record<CursorShape, (value: unknown) => boolean> = {
  text: isText,
  integer: (value) => Number.isSafeInteger(value),
  uuid: (value) => isText(value) && UUID.test(value),
  time: (value) => isText(value) && TIME.test(value) && !Number.isNaN(Date.parse(value)),
  bigint: (value) => isText(value) && BIGINT.test(value),
};
