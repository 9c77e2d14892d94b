import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { BadRequest, jsonBody } from '../../http/request-body';
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
  bodyBytesMax: number,
): Promise<OperationRequest> => {
  const given = request.method === 'GET' ? parametersOf(request) : await jsonBody(request, bodyBytesMax);
  const parsed = operationRequest.safeParse(given);
  if (!parsed.success) throw new BadRequest(400, z.prettifyError(parsed.error));
  const { query, operationName, variables, extensions } = parsed.data;
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
};

const parametersOf = (request: IncomingMessage): unknown => {
  const parameters = new URL(request.url ?? '/', 'http://gateway').searchParams;
  return {
    query: parameters.get('query'),
    operationName: parameters.get('operationName'),
    variables: jsonParameter(parameters, 'variables'),
    extensions: jsonParameter(parameters, 'extensions'),
  };
};

const jsonParameter = (parameters: URLSearchParams, name: string): unknown => {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest(400, `The parameter "${name}" is no JSON.`);
  }
};
