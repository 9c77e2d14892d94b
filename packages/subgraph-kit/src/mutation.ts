import { assertNever, type ClientRequest, type Outcome } from '@oms/kernel';
import type { z } from 'zod';
import { serviceUnavailable } from './errors';
import { idempotencyKeyReused, parseKeyedInput, type KeyedInput } from './input/idempotency-key';
import type { InputErrorCode } from './input/parse-input';
import type { UserError } from './input/user-errors';
import { clientRequestOf, type RequestContext } from './request-context';

/** The codes of what the kit itself refuses; a subgraph's `UserErrorCode` has them all. */
type KitErrorCode = InputErrorCode | 'IDEMPOTENCY_KEY_REUSED';

interface MutationOptions<Context, Schema extends z.ZodType, Value, Refusal, Fields, Code extends string> {
  /** Of the input, or of the arguments where a mutation has no input; its output is the command. */
  readonly input: Schema;
  readonly run: (
    context: Context,
    command: z.output<Schema>,
    request: ClientRequest,
  ) => Promise<Outcome<Value, Refusal>>;
  /** The payload's fields beside `userErrors`; null when the command was refused. */
  readonly payload: (value: Value | null) => Fields;
  readonly userErrors: (refusal: Refusal) => readonly UserError<Code>[];
}

type MutationArguments = KeyedInput | { readonly input: KeyedInput };

const inputOf = (given: MutationArguments): KeyedInput => ('input' in given ? given.input : given);

/**
 * The resolver of a mutation: takes the idempotency key from the input or from the request's header, parses the input,
 * runs the use case once, and turns its outcome into a payload.
 *
 * Throws SERVICE_UNAVAILABLE when the use case cannot decide at present.
 */
export const mutation =
  <Context extends RequestContext, Schema extends z.ZodType, Value, Refusal, Fields, Code extends string>({
    input: schema,
    run,
    payload,
    userErrors,
  }: MutationOptions<Context, Schema, Value, Refusal, Fields, Code>) =>
  async (
    _root: unknown,
    given: MutationArguments,
    context: Context,
  ): Promise<Fields & { readonly userErrors: readonly UserError<Code | KitErrorCode>[] }> => {
    const parsed = parseKeyedInput(schema, inputOf(given), context);
    if (!parsed.ok) return { ...payload(null), userErrors: parsed.userErrors };
    const { command, idempotencyKey } = parsed.value;
    const outcome = await run(context, command, clientRequestOf(context, idempotencyKey));
    switch (outcome.kind) {
      case 'Succeeded':
        return { ...payload(outcome.value), userErrors: [] };
      case 'Refused':
        return { ...payload(null), userErrors: userErrors(outcome.refusal) };
      case 'KeyReused':
        return { ...payload(null), userErrors: [idempotencyKeyReused()] };
      case 'Unavailable':
        throw serviceUnavailable(outcome.reason);
      default:
        return assertNever(outcome);
    }
  };
