import { z } from 'zod';
import type { OperationRequest } from '../operation/operation';

const record = z.record(z.string(), z.unknown());
const parameters = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: record.nullish(),
  extensions: record.nullish(),
});

/** The parameters of a request as GraphQL over HTTP names them; a text says what is wrong with them. */
export const operationRequestIn = (given: unknown): OperationRequest | string => {
  const parsed = parameters.safeParse(given);
  if (!parsed.success) return z.prettifyError(parsed.error);
  const { query, operationName, variables, extensions } = parsed.data;
  if (!query && extensions?.['persistedQuery'] === undefined)
    return 'Send a `query`, or the `persistedQuery` extension.';
  return {
    query: query ?? undefined,
    // Clients that always send a name send an empty one for an operation that has none.
    operationName: operationName === '' ? undefined : (operationName ?? undefined),
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
};
