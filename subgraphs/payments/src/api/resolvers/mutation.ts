import { mutation as mutationOf } from '@oms/subgraph-kit';
import type { ApiContext } from '../context';
import type { MutationResolvers } from '../generated/schema-types';
import { payOrderInput, refundPaymentInput } from '../inputs';
import { paymentErrors } from '../user-errors';

export const mutation: MutationResolvers = {
  payOrder: mutationOf({
    input: payOrderInput,
    run: ({ application }: ApiContext, command, request) => application.commands.payOrder(command, request),
    payload: (changed) => ({ payment: changed?.payment ?? null }),
    userErrors: (refusal) => paymentErrors(refusal, 'orderId'),
  }),
  refundPayment: mutationOf({
    input: refundPaymentInput,
    run: ({ application }: ApiContext, command, request) => application.commands.refundPayment(command, request),
    payload: (changed) => ({ payment: changed?.payment ?? null, refund: changed?.refund ?? null }),
    userErrors: (refusal) => paymentErrors(refusal, 'paymentId'),
  }),
};
