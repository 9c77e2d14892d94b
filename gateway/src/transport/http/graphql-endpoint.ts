import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import type { RequestContext } from '../../execution/prepared-operation';
import { Cancellation } from '../../subgraphs/cancellation';
import type { Identify } from '../identify';
import { BadRequest, identityRefusal, refuse } from '../refusal';
import { jsonBody } from '../request-body';
import { checkRequest } from '../request-parameters';
import { apolloResponse } from './apollo-response';
import type { HttpContext } from './apollo-server';
import type { DirectResponses } from './direct-response';
import type { HttpResponse } from './http-response';

export interface EndpointParts {
  readonly apollo: ApolloServer<HttpContext>;
  /** Undefined where Apollo Server has plugins, which are to see every request. */
  readonly direct: DirectResponses | undefined;
  readonly identify: Identify;
  readonly bodyBytesMax: number;
  /** Takes over what turns out to be a subscription of a client that takes event streams too. `body` is that of a POST. */
  readonly eventStream: (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<void>;
  /** Called for every request when its response is complete. */
  readonly onCompleted: (answered: CompletedRequest) => void;
}

export interface CompletedRequest {
  readonly correlationId: string | undefined;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  readonly seen: HttpContext['seen'];
}

/** One POST or GET of GraphQL over HTTP. Never rejects. */
export type GraphQLEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const EVENT_STREAM = /text\/event-stream/i;

const fault = (): BadRequest => new BadRequest(500, 'The gateway failed.', { code: 'INTERNAL_SERVER_ERROR' });

/** Comes when the client hangs up before it has its answer. */
const clientGone = (response: ServerResponse): Cancellation => {
  const gone = new Cancellation();
  response.on('close', () => {
    if (!response.writableFinished) gone.cancel(new Error('The client has gone'));
  });
  return gone;
};

const send = (response: ServerResponse, { status, headers, text }: HttpResponse): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' });
  response.end(text);
};

export const graphQLEndpoint = (parts: EndpointParts): GraphQLEndpoint => {
  const { apollo, direct, identify, bodyBytesMax, eventStream, onCompleted } = parts;

  const contextOf = async ({ headers }: IncomingMessage, response: ServerResponse): Promise<RequestContext> => {
    try {
      return { ...(await identify(headers)), cancellation: clientGone(response) };
    } catch (error) {
      throw identityRefusal(error);
    }
  };

  const answer = async (request: IncomingMessage, body: unknown, context: HttpContext): Promise<HttpResponse> => {
    const { accept } = request.headers;
    const answered = body === undefined ? undefined : await direct?.({ accept, body, context });
    return answered ?? apolloResponse(apollo, { request, body }, context);
  };

  return async (request, response) => {
    const began = performance.now();
    const seen: HttpContext['seen'] = {};
    const answered = (status: number, correlationId?: string): void => {
      const seconds = (performance.now() - began) / 1000;
      onCompleted({ correlationId, method: request.method ?? 'GET', status, seconds, seen });
    };
    try {
      checkRequest(request);
      const body = request.method === 'POST' ? await jsonBody(request, bodyBytesMax) : undefined;
      const context = await contextOf(request, response);
      const { correlationId } = context;
      const { status, headers, text } = await answer(request, body, { request: context, seen });
      if (seen.isForEventStream === true && EVENT_STREAM.test(request.headers.accept ?? '')) {
        await eventStream(request, response, body);
        return;
      }
      send(response, { status, headers: { ...headers, 'x-correlation-id': correlationId }, text });
      answered(status, correlationId);
    } catch (error) {
      const bad = error instanceof BadRequest ? error : fault();
      seen.errorCode = bad.code;
      await refuse(request, response, bad);
      answered(bad.status);
    }
  };
};
