import { idempotencyKeyReused, parseKeyedInput, serviceUnavailable, type UserError } from '@oms/subgraph-kit';
import type { Asking } from '../../application/pay-order';
import type { ApiContext } from '../context';
import type { MutationResolvers, UserErrorCode } from '../generated/schema-types';
import { isId, payOrderInput, refundPaymentInput } from '../inputs';
import { refusalError } from '../user-errors';

const askingOf = ({ actor, correlationId, traceparent }: ApiContext, idempotencyKey: string | undefined): Asking => {
  if (actor === undefined) throw new Error('A mutation ran without a caller: its demand is missing in the SDL.');
  return { actor, causation: { correlationId, actorId: actor.id, traceparent, idempotencyKey } };
};

type UserErrors = readonly UserError<UserErrorCode>[];

const notPaid = (...userErrors: UserErrors) => ({ payment: null, userErrors });
const notRefunded = (...userErrors: UserErrors) => ({ payment: null, refund: null, userErrors });

const payOrder: MutationResolvers['payOrder'] = async (_root, { input }, context) => {
  const parsed = parseKeyedInput(payOrderInput, input, context);
  if (!parsed.ok) return notPaid(...parsed.userErrors);
  const { command, idempotencyKey } = parsed.value;
  const { orderId, payment: method } = command;
  if (!isId(orderId)) return notPaid(refusalError('PAYMENT_NOT_FOUND', 'orderId'));
  const order = { orderId: orderId.toLowerCase(), method, idempotencyKey };
  const done = await context.payments.commands.payOrder(order, askingOf(context, idempotencyKey));
  if (done === 'behind') throw serviceUnavailable('Whether there is such an order cannot be told yet: try again.');
  if (done.reused) return notPaid(idempotencyKeyReused());
  const { answer } = done;
  return answer.paid ? { payment: answer.payment, userErrors: [] } : notPaid(refusalError(answer.refusal, 'orderId'));
};

const refundPayment: MutationResolvers['refundPayment'] = async (_root, { input }, context) => {
  const parsed = parseKeyedInput(refundPaymentInput, input, context);
  if (!parsed.ok) return notRefunded(...parsed.userErrors);
  const { command, idempotencyKey } = parsed.value;
  const { paymentId, amount = null, reason = null } = command;
  if (!isId(paymentId)) return notRefunded(refusalError('PAYMENT_NOT_FOUND', 'paymentId'));
  const refund = { paymentId: paymentId.toLowerCase(), amount, reason, idempotencyKey };
  const done = await context.payments.commands.refundPayment(refund, askingOf(context, idempotencyKey));
  if (done.reused) return notRefunded(idempotencyKeyReused());
  const { answer } = done;
  if (!answer.refunded) return notRefunded(refusalError(answer.refusal, 'paymentId'));
  return { payment: answer.payment, refund: answer.refund, userErrors: [] };
};

export const mutation: MutationResolvers = { payOrder, refundPayment };
