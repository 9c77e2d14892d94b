import { idempotencyKeyReused, parseKeyedInput, serviceUnavailable } from '@oms/subgraph-kit';
import type { Answer, DeadLetterAnswer, DeadLetterRefusal, OrderView } from '../../application';
import type { ApiContext } from '../context';
import type * as Schema from '../generated/schema-types';
import { orderIdFrom, uuidFrom } from '../inputs/identifiers';
import {
  cancelOrderInput,
  createOrderInput,
  dismissDeadLetterInput,
  retryDeadLetterInput,
} from '../inputs/order-input';
import { cancelOrderErrors, createOrderErrors, deadLetterErrors } from '../user-errors';

type Errors = Schema.CreateOrderPayload['userErrors'];

interface OrderPayload {
  readonly order: OrderView | null;
  readonly userErrors: Errors;
}

const refusedOrder = (userErrors: Errors): OrderPayload => ({ order: null, userErrors });

const orderPayload = <Refusal>(answer: Answer<Refusal>, errorsOf: (refusal: Refusal) => Errors): OrderPayload => {
  if (answer.kind === 'Done') return { order: answer.order, userErrors: [] };
  return refusedOrder(answer.kind === 'KeyReused' ? [idempotencyKeyReused()] : errorsOf(answer.refusal));
};

const deadLetterPayload = (answer: DeadLetterAnswer<DeadLetterRefusal>) => {
  if (answer.kind === 'Done') return { deadLetter: answer.deadLetter, userErrors: [] };
  const userErrors = answer.kind === 'KeyReused' ? [idempotencyKeyReused()] : deadLetterErrors(answer.refusal);
  return { deadLetter: null, userErrors };
};

const noSuchDeadLetter = deadLetterPayload({ kind: 'Refused', refusal: 'DEAD_LETTER_NOT_FOUND' });

/** Who asks, by which key, and why: beside its input, all that a command takes. */
const requestOf = (context: ApiContext, idempotencyKey: string | undefined) => ({
  viewer: context.viewer(),
  idempotencyKey,
  causation: context.causation(idempotencyKey),
});

export const Mutation: Schema.MutationResolvers = {
  createOrder: async (_root, { input }, context) => {
    const parsed = parseKeyedInput(createOrderInput, input, context);
    if (!parsed.ok) return refusedOrder(parsed.userErrors);
    const { command, idempotencyKey } = parsed.value;
    const request = { ...requestOf(context, idempotencyKey), input: { ...command, customerId: command.customerId } };
    const answer = await context.application.commands.createOrder(request);
    if (answer.kind === 'CatalogueBehind')
      throw serviceUnavailable('Whether there are such products cannot be told yet: try again.');
    return orderPayload(answer, createOrderErrors);
  },

  cancelOrder: async (_root, { input }, context) => {
    const parsed = parseKeyedInput(cancelOrderInput, input, context);
    if (!parsed.ok) return refusedOrder(parsed.userErrors);
    const { command, idempotencyKey } = parsed.value;
    const orderId = orderIdFrom(command.orderId);
    if (orderId === undefined) return refusedOrder(cancelOrderErrors('ORDER_NOT_FOUND'));
    const request = { ...requestOf(context, idempotencyKey), input: { orderId, reason: command.reason } };
    return orderPayload(await context.application.commands.cancelOrder(request), cancelOrderErrors);
  },

  retryDeadLetter: async (_root, args, context) => {
    const parsed = parseKeyedInput(retryDeadLetterInput, args, context);
    if (!parsed.ok) return { deadLetter: null, userErrors: parsed.userErrors };
    const { command, idempotencyKey } = parsed.value;
    const id = uuidFrom(command.id);
    if (id === undefined) return noSuchDeadLetter;
    const request = { ...requestOf(context, idempotencyKey), input: { id } };
    return deadLetterPayload(await context.application.commands.retryDeadLetter(request));
  },

  dismissDeadLetter: async (_root, args, context) => {
    const parsed = parseKeyedInput(dismissDeadLetterInput, args, context);
    if (!parsed.ok) return { deadLetter: null, userErrors: parsed.userErrors };
    const { command, idempotencyKey } = parsed.value;
    const id = uuidFrom(command.id);
    if (id === undefined) return noSuchDeadLetter;
    const request = { ...requestOf(context, idempotencyKey), input: { id, reason: command.reason } };
    return deadLetterPayload(await context.application.commands.dismissDeadLetter(request));
  },
};
