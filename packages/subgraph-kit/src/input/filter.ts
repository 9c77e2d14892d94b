import type { z } from 'zod';
import { badUserInput } from '../errors';
import { parseInput } from './parse-input';

/** The conditions of a list; nulls count as left out. Throws BAD_USER_INPUT that names the field at fault. */
export const parseFilter = <Schema extends z.ZodType>(schema: Schema, filter: unknown): z.output<Schema> => {
  const parsed = parseInput(schema, filter ?? {});
  if (parsed.ok) return parsed.value;
  const [error] = parsed.userErrors;
  throw badUserInput(['filter', ...(error?.field ?? [])].join('.'), error?.message ?? 'is not valid.');
};
