import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type ApolloServer, type HTTPGraphQLResponse } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { Cancellation } from '../operation/cancellation';
import type { RequestContext } from '../operation/operation';
import type { HttpContext } from './apollo-server';
import type { Identify, Identity } from './identify';
import { BadRequest, identityRefusal, refuse } from './refusal';
import { jsonBody } from './request-body';
import { checkRequest, searchParameters } from './request-parameters';

export interface EndpointParts {
  readonly apollo: ApolloServer<HttpContext>;
  readonly identify: Identify;
  readonly bodyBytesMax: number;
  /** Takes over what turns out to be a subscription of a client that takes event streams too. `body` is that of a POST. */
  readonly eventStream: (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>;
  /** Told of every request when its answer is complete. */
  readonly onAnswered: (answered: Answered) => void;
}

export interface Answered {
  readonly correlationId: string | undefined;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  readonly seen: HttpContext['seen'];
}

/** One POST or GET of GraphQL over HTTP. Never rejects. */
export type GraphQLEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const JSON_TYPE = 'application/json';
const EVENT_STREAM = /text\/event-stream/i;

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

/** In the form in which Apollo takes what went wrong with a context. */
const contextError = ({ status, code, message, headers }: BadRequest): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code, http: { status, headers: new HeaderMap(Object.entries(headers)) } },
  });

const fault = (): BadRequest => new BadRequest(500, 'The gateway failed.', { code: 'INTERNAL_SERVER_ERROR' });

/** Comes when the client hangs up before it has its answer. */
const clientGone = (response: ServerResponse): Cancellation => {
  const gone = new Cancellation();
  response.on('close', () => {
    if (!response.writableFinished) gone.cancel(new Error('The client has gone'));
  });
  return gone;
};

/**
 * By GraphQL over HTTP, `application/json` tells of errors in the GraphQL with 200, since old clients look no further
 * at other statuses; `application/graphql-response+json` has the status that tells.
 */
const statusOf = ({ status = 200, headers }: HTTPGraphQLResponse, seen: HttpContext['seen']): number =>
  status === 400 && seen.hasDocument === true && headers.get('content-type')?.startsWith(JSON_TYPE) ? 200 : status;

export const graphQLEndpoint = (parts: EndpointParts): GraphQLEndpoint => {
  const { apollo, identify, bodyBytesMax, eventStream, onAnswered } = parts;

  const contextOf = async (identity: Promise<Identity>, response: ServerResponse): Promise<RequestContext> => {
    try {
      return { ...(await identity), cancellation: clientGone(response) };
    } catch (error) {
      throw contextError(identityRefusal(error));
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, seen: HttpContext['seen']) => {
    checkRequest(request);
    const { method = 'GET' } = request;
    const body = method === 'POST' ? withoutEmptyName(await jsonBody(request, bodyBytesMax)) : undefined;
    const search = method === 'GET' ? searchOf(request) : '';
    const httpGraphQLRequest = { method, headers: headerMap(request), search, body };
    let correlationId: string | undefined;
    const result = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: async () => {
        const context = await contextOf(identify(request.headers), response);
        ({ correlationId } = context);
        return { request: context, seen };
      },
    });
    if (correlationId !== undefined) result.headers.set('x-correlation-id', correlationId);
    return { result, correlationId, body };
  };

  const send = (response: ServerResponse, result: HTTPGraphQLResponse, status: number): void => {
    const text = result.body.kind === 'complete' ? result.body.string : '';
    result.headers.set('content-length', Buffer.byteLength(text).toString());
    result.headers.set('cache-control', 'no-store');
    response.writeHead(status, Object.fromEntries(result.headers));
    response.end(text);
  };

  return async (request, response) => {
    const began = performance.now();
    const seen: HttpContext['seen'] = {};
    const answered = (status: number, correlationId?: string): void => {
      const seconds = (performance.now() - began) / 1000;
      onAnswered({ correlationId, method: request.method ?? 'GET', status, seconds, seen });
    };
    try {
      const { result, correlationId, body } = await answer(request, response, seen);
      if (seen.kind === 'subscription' && EVENT_STREAM.test(request.headers.accept ?? '')) {
        await eventStream(request, response, body);
        return;
      }
      const status = statusOf(result, seen);
      send(response, result, status);
      answered(status, correlationId);
    } catch (error) {
      const bad = error instanceof BadRequest ? error : fault();
      seen.errorCode = bad.code;
      await refuse(request, response, bad);
      answered(bad.status);
    }
  };
};
