import { mutation as mutationOf } from '@oms/subgraph-kit';
import type { ApiContext } from '../context';
import type { MutationResolvers } from '../generated/schema-types';
import { cancelOrderInput, createOrderInput, dismissDeadLetterInput, retryDeadLetterInput } from '../inputs';
import { cancelOrderErrors, deadLetterErrors, placeOrderErrors } from '../user-errors';

export const mutation: MutationResolvers = {
  createOrder: mutationOf({
    input: createOrderInput,
    run: ({ application }: ApiContext, command, request) => application.commands.placeOrder(command, request),
    payload: (order) => ({ order }),
    userErrors: placeOrderErrors,
  }),
  cancelOrder: mutationOf({
    input: cancelOrderInput,
    run: ({ application }: ApiContext, command, request) => application.commands.cancelOrder(command, request),
    payload: (order) => ({ order }),
    userErrors: cancelOrderErrors,
  }),
  retryDeadLetter: mutationOf({
    input: retryDeadLetterInput,
    run: ({ application }: ApiContext, command, request) => application.commands.retryDeadLetter(command, request),
    payload: (deadLetter) => ({ deadLetter }),
    userErrors: deadLetterErrors,
  }),
  dismissDeadLetter: mutationOf({
    input: dismissDeadLetterInput,
    run: ({ application }: ApiContext, command, request) => application.commands.dismissDeadLetter(command, request),
    payload: (deadLetter) => ({ deadLetter }),
    userErrors: deadLetterErrors,
  }),
};
