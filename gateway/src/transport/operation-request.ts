import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { OperationRequest } from '../operation/operation';
import { BadRequest } from './refusal';
import { jsonBody } from './request-body';
import { checkRequest, searchParameters } from './request-parameters';

const record = z.record(z.string(), z.unknown());
const parameters = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: record.nullish(),
  extensions: record.nullish(),
});

/** The parameters of a GraphQL request over HTTP; a text with what is wrong where they have other types. */
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

/** The parameters of a GET or the JSON body of a POST, as GraphQL over HTTP has them. Rejects with a BadRequest. */
export const operationRequestFrom = async (
  request: IncomingMessage,
  { body, bodyBytesMax }: { readonly body: unknown; readonly bodyBytesMax: number },
): Promise<OperationRequest> => {
  checkRequest(request);
  const given =
    request.method === 'GET' ? searchParameters(request) : (body ?? (await jsonBody(request, bodyBytesMax)));
  const parsed = operationRequestIn(given);
  if (typeof parsed === 'string') throw new BadRequest(400, parsed);
  return parsed;
};
