import type { IncomingMessage } from 'node:http';
import { operationRequestIn } from '../operation-request';
import { BadRequest } from '../refusal';
import { jsonBody } from '../request-body';
import { checkRequest, searchParameters } from '../request-parameters';
import type { OperationRequest } from '../../operation/operation';

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
