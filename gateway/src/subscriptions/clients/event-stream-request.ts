import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { BadRequest } from '../../http/refusal';
import { jsonBody } from '../../http/request-body';
import { checkRequest, searchParameters } from '../../http/request-parameters';
import type { OperationRequest } from '../../operation/operation';

const record = z.record(z.string(), z.unknown());
const operationRequest = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: record.nullish(),
  extensions: record.nullish(),
});

/** The parameters of a GET or the JSON body of a POST, as GraphQL over HTTP has them. Rejects with a BadRequest. */
export const operationRequestFrom = async (
  request: IncomingMessage,
  { body, bodyBytesMax }: { readonly body: unknown; readonly bodyBytesMax: number },
): Promise<OperationRequest> => {
  checkRequest(request);
  const given =
    request.method === 'GET' ? searchParameters(request) : (body ?? (await jsonBody(request, bodyBytesMax)));
  const parsed = operationRequest.safeParse(given);
  if (!parsed.success) throw new BadRequest(400, z.prettifyError(parsed.error));
  const { query, operationName, variables, extensions } = parsed.data;
  if (!query && extensions?.['persistedQuery'] === undefined)
    throw new BadRequest(400, 'Send a `query`, or the `persistedQuery` extension.');
  return {
    query: query ?? undefined,
    operationName: operationName === '' ? undefined : (operationName ?? undefined),
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
};
