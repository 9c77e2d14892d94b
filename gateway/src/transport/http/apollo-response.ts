import type { IncomingMessage } from 'node:http';
import { HeaderMap, type ApolloServer } from '@apollo/server';
import { searchParameters } from '../request-parameters';
import type { HttpContext } from './apollo-server';
import { statusFor, unavailable, type HttpResponse } from './http-response';

const headerMap = ({ headers }: IncomingMessage): HeaderMap => {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
};

/** What is not given, in either of the ways in which it can be not given, is left out. */
const searchOf = (request: IncomingMessage): string => {
  const { query, operationName, variables, extensions } = searchParameters(request);
  const given = { query, operationName, variables: asJson(variables), extensions: asJson(extensions) };
  const search = Object.entries(given).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return search.length === 0 ? '' : `?${new URLSearchParams(search).toString()}`;
};

const asJson = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value));

/** Clients that always send a name send an empty one for an operation that has none. */
const withoutEmptyName = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'operationName' in body && body.operationName === ''
    ? { ...body, operationName: null }
    : body;

/** The answer of Apollo Server to a GET, or to a POST with this body. */
export const apolloResponse = async (
  apollo: ApolloServer<HttpContext>,
  { request, body }: { readonly request: IncomingMessage; readonly body: unknown },
  context: HttpContext,
): Promise<HttpResponse> => {
  const { method = 'GET' } = request;
  const search = method === 'GET' ? searchOf(request) : '';
  const result = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers: headerMap(request), search, body: withoutEmptyName(body) },
    context: () => Promise.resolve(context),
  });
  const text = result.body.kind === 'complete' ? result.body.string : '';
  const hasDocument = context.seen.hasDocument === true;
  const status = statusFor(result.headers.get('content-type'), { status: result.status ?? 200, hasDocument });
  const answer = { status, headers: Object.fromEntries(result.headers), text };
  return context.seen.withoutService === true ? unavailable(answer) : answer;
};
