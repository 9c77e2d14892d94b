import { decodeCursor, encodeCursor } from '@oms/database';
import { badUserInput, connection, pageArguments, parseInput } from '@oms/subgraph-kit';
import type { PaymentFilter } from '../../application/ports/payment-views';
import type { QueryResolvers } from '../generated/schema-types';
import { paymentFilter } from '../inputs';

const LIST = 'payments';

const filterOf = (given: unknown): PaymentFilter => {
  const parsed = parseInput(paymentFilter, given ?? {});
  if (parsed.ok) return { statuses: parsed.value.status ?? null, orderId: parsed.value.orderId ?? null };
  const [error] = parsed.userErrors;
  throw badUserInput(['filter', ...(error?.field ?? [])].join('.'), error?.message ?? 'is not valid.');
};

export const query: QueryResolvers = {
  payment: (_root, { id }, { loaders }) => loaders.payments.load(id),
  payments: async (_root, { first, after, filter }, { payments }) => {
    const page = pageArguments({ first, after });
    const [afterId = null] = page.after === undefined ? [] : decodeCursor(LIST, page.after, ['uuid']);
    const request = { filter: filterOf(filter), afterId, limit: page.first + 1 };
    return connection(await payments.queries.listPayments(request), page, ({ id }) => encodeCursor(LIST, [id]));
  },
};
