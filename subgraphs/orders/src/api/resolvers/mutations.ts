import { parseInput } from '@oms/subgraph-kit';
import type { Answer, DeadLetterAnswer, DeadLetterRefusal, OrderView } from '../../application';
import type { ApiContext } from '../context';
import type * as Schema from '../generated/schema-types';
import { orderIdFrom, uuidFrom } from '../inputs/identifiers';
import { cancelOrderInput, createOrderInput, dismissDeadLetterInput } from '../inputs/order-input';
import { cancelOrderErrors, createOrderErrors, deadLetterErrors, keyReused } from '../user-errors';

type Errors = Schema.CreateOrderPayload['userErrors'];

interface OrderPayload {
  readonly order: OrderView | null;
  readonly userErrors: Errors;
}

const refusedOrder = (userErrors: Errors): OrderPayload => ({ order: null, userErrors });

const orderPayload = <Refusal>(answer: Answer<Refusal>, errorsOf: (refusal: Refusal) => Errors): OrderPayload => {
  if (answer.kind === 'Done') return { order: answer.order, userErrors: [] };
  return refusedOrder(answer.kind === 'KeyReused' ? [keyReused()] : errorsOf(answer.refusal));
};

const deadLetterPayload = (answer: DeadLetterAnswer<DeadLetterRefusal>) =>
  answer.kind === 'Done'
    ? { deadLetter: answer.deadLetter, userErrors: [] }
    : { deadLetter: null, userErrors: deadLetterErrors(answer.refusal) };

const noSuchDeadLetter = deadLetterPayload({ kind: 'Refused', refusal: 'DEAD_LETTER_NOT_FOUND' });

/** A key in the input comes before one in the header. */
const withKey = <Input extends { readonly idempotencyKey?: string | null | undefined }>(
  input: Input,
  { idempotencyKey }: ApiContext,
) => ({ ...input, idempotencyKey: input.idempotencyKey ?? idempotencyKey });

export const Mutation: Schema.MutationResolvers = {
  createOrder: async (_root, { input }, context) => {
    const parsed = parseInput(createOrderInput, withKey(input, context));
    if (!parsed.ok) return refusedOrder(parsed.userErrors);
    const { idempotencyKey, customerId, ...order } = parsed.value;
    const request = { viewer: context.viewer(), idempotencyKey, cause: context.cause(idempotencyKey) };
    const answer = await context.application.commands.createOrder({ ...request, input: { ...order, customerId } });
    return orderPayload(answer, createOrderErrors);
  },

  cancelOrder: async (_root, { input }, context) => {
    const parsed = parseInput(cancelOrderInput, withKey(input, context));
    if (!parsed.ok) return refusedOrder(parsed.userErrors);
    const { idempotencyKey, reason } = parsed.value;
    const orderId = orderIdFrom(parsed.value.orderId);
    if (orderId === undefined) return refusedOrder(cancelOrderErrors('ORDER_NOT_FOUND'));
    const request = { viewer: context.viewer(), idempotencyKey, cause: context.cause(idempotencyKey) };
    const answer = await context.application.commands.cancelOrder({ ...request, input: { orderId, reason } });
    return orderPayload(answer, cancelOrderErrors);
  },

  retryDeadLetter: async (_root, args, { application, cause }) => {
    const id = uuidFrom(args.id);
    return id === undefined
      ? noSuchDeadLetter
      : deadLetterPayload(await application.commands.retryDeadLetter(id, cause()));
  },

  dismissDeadLetter: async (_root, args, { application, cause }) => {
    const parsed = parseInput(dismissDeadLetterInput, args);
    if (!parsed.ok) return { deadLetter: null, userErrors: parsed.userErrors };
    const id = uuidFrom(parsed.value.id);
    if (id === undefined) return noSuchDeadLetter;
    return deadLetterPayload(await application.commands.dismissDeadLetter(id, parsed.value.reason, cause()));
  },
};
