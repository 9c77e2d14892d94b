import { z } from 'zod';
import type { RequestContext } from '../request-context';
import { parseInput, type Parsed } from './parse-input';
import { userError, type UserError } from './user-errors';

const KEY_CHARS_MAX = 255;
const FIELD = 'idempotencyKey';

/** Absent, or 1 to 255 characters of which none is a control character. */
const keySchema = z
  .string()
  .min(1, 'An idempotency key must not be empty.')
  .max(KEY_CHARS_MAX, `An idempotency key has at most ${KEY_CHARS_MAX.toString()} characters.`)
  .regex(/^\P{Cc}*$/u, 'An idempotency key must not contain control characters.')
  .optional();

/** What every mutation takes beside its command: in its input, or as an argument where it has none. */
export interface KeyedInput {
  readonly idempotencyKey?: string | null | undefined;
}

export interface KeyedCommand<Command> {
  readonly command: Command;
  /** Undefined: the client did not ask for it, and each request takes effect. */
  readonly idempotencyKey: string | undefined;
}

/**
 * A mutation's input, checked, and the key under which it takes effect once: that of the input, or of the request's
 * `Idempotency-Key` header. A request that gives two different keys is refused, since either could be the one that was meant.
 *
 * A key belongs to the actor and to the mutation's name. So one header may serve an operation of several mutations; the same
 * mutation twice in it, with different inputs, is the same key used for another request.
 */
export const parseKeyedInput = <Schema extends z.ZodType>(
  schema: Schema,
  input: KeyedInput,
  { idempotencyKey: header }: Pick<RequestContext, 'idempotencyKey'>,
): Parsed<KeyedCommand<z.output<Schema>>> => {
  const given = input.idempotencyKey ?? header;
  const key = parseInput(z.object({ [FIELD]: keySchema }), { [FIELD]: given });
  const command = parseInput(schema, input);
  const differs = header !== undefined && given !== header;
  const userErrors = [
    ...(differs ? [userError('INVALID', FIELD, 'Differs from the key in the Idempotency-Key header.')] : []),
    ...[key, command].flatMap((parsed) => (parsed.ok ? [] : parsed.userErrors)),
  ];
  if (!key.ok || !command.ok || differs) return { ok: false, userErrors };
  return { ok: true, value: { command: command.value, idempotencyKey: key.value.idempotencyKey } };
};

/** The key was used by this actor for another request of this mutation. */
export const idempotencyKeyReused = (): UserError<'IDEMPOTENCY_KEY_REUSED'> =>
  userError('IDEMPOTENCY_KEY_REUSED', FIELD, 'This key was used with another input. Take a new key for a new request.');
