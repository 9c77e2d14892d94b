import type { z } from 'zod';
import { userError, type UserError } from './user-errors';

export type InputErrorCode = 'INVALID' | 'REQUIRED';

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly userErrors: readonly UserError<InputErrorCode>[] };

/** In GraphQL a client may write null for what it leaves out; a schema need then only say `.optional()`. */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => (item === null ? null : withoutNulls(item)));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const given = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(given.map(([key, each]) => [key, withoutNulls(each)]));
};

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );

/**
 * Checks a mutation's input before it reaches a use case; what is wrong becomes `userErrors` with the field's path.
 *
 * Nulls count as left out. A missing field is REQUIRED, anything else INVALID.
 */
export const parseInput = <Schema extends z.ZodType>(schema: Schema, input: unknown): Parsed<z.output<Schema>> => {
  const given = withoutNulls(input);
  const result = schema.safeParse(given);
  if (result.success) return { ok: true, value: result.data };
  const userErrors = result.error.issues.map(({ path, message }) => {
    const missing = path.length > 0 && valueAt(given, path) === undefined;
    const field = path.length === 0 ? null : path.map(String);
    return missing ? userError('REQUIRED', field, 'Is required.') : userError('INVALID', field, message);
  });
  return { ok: false, userErrors };
};
