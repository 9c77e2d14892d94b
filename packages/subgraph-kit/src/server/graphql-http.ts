import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Logger } from '@oms/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { refusedDocuments } from '@oms/document-limits';
import { HTTP_UNAVAILABLE, requestUnavailable, RETRY_AFTER_S } from '../errors';
import type { RequestContext } from '../request-context';
import { documentStore, excessOf, excessOfVariables, TOKENS_MAX } from './documents';
import { isTransient, isUnavailable, maskError, UNAVAILABLE_TEXT, withCorrelationId } from './masking';
import type { OperationLog, Running } from './operation-log';
import type { Requests } from './requests';

/** How many errors in the variables are reported at once. */
const COERCION_ERRORS_MAX = 10;

export interface GraphqlHttp {
  start(): Promise<void>;
  handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  stop(): Promise<void>;
}

interface GraphqlHttpOptions<C> {
  readonly schema: GraphQLSchema;
  readonly requests: Requests<C>;
  readonly log: OperationLog;
  readonly logger: Logger;
  readonly introspection: boolean;
}

/** A header that is sent twice counts as not sent. */
export const headerOf = ({ headers }: Pick<FastifyRequest, 'headers'>, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** An empty one too: a client that sends it expects its protection, so it is refused instead of ignored. */
const idempotencyKeyOf = ({ headers }: FastifyRequest): string | undefined => {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? key : undefined;
};

/** Of what Apollo adds by itself a subgraph needs nothing: no telemetry, no page, and no work per field. */
const disabled = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/** Travels with the context, which Apollo clones: an identity would be lost, a property is not. */
const running = Symbol('running');

type Tracked<C> = C & { readonly [running]: Running };

const RETRY = 'retry-after';
const HTTP_OK = 200;
const GRAPHQL_RESPONSE = 'application/graphql-response+json';

const hasNoData = ({ data }: { readonly data?: unknown }): boolean => data === undefined || data === null;

/**
 * An answer that has nothing but what is unavailable is marked by its `Retry-After`; the media type decides what becomes
 * of it. `application/json` keeps 200, at which its clients stop reading the status (GraphQL over HTTP, section 6.4).
 */
const settleStatus = (reply: FastifyReply): void => {
  if (reply.statusCode !== HTTP_OK || reply.getHeader(RETRY) === undefined) return;
  const type = reply.getHeader('content-type');
  if (typeof type === 'string' && type.startsWith(GRAPHQL_RESPONSE)) void reply.code(HTTP_UNAVAILABLE);
  else void reply.removeHeader(RETRY);
};

const finishing = <C extends RequestContext>(log: OperationLog): ApolloServerPlugin<Tracked<C>> => ({
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ contextValue: request, operation, errors = [], response }) => {
        const { body } = response;
        if (body.kind === 'single' && body.singleResult.errors !== undefined) {
          const { singleResult: result } = body;
          result.errors = body.singleResult.errors.map((each) => withCorrelationId(each, request.correlationId));
          if (hasNoData(result) && result.errors.some(isUnavailable)) response.http.headers.set(RETRY, RETRY_AFTER_S);
        }
        log.finished({ request, running: request[running], operation, errors });
        return Promise.resolve();
      },
    }),
});

/** Refuses, before validation, a document that would be too much work. */
const limiting = <C extends RequestContext>(): ApolloServerPlugin<Tracked<C>> => {
  const refusals = refusedDocuments(excessOf);
  return {
    requestDidStart: () =>
      Promise.resolve({
        validationDidStart: (request) => {
          Object.assign(request, { document: refusals.placeholderFor(request.document) });
          return Promise.resolve();
        },
        didResolveOperation: ({ document, request: { variables } }) => {
          const [error] = [...refusals.errorsOf(document), ...excessOfVariables(variables)];
          return error === undefined ? Promise.resolve() : Promise.reject(error);
        },
      }),
  };
};

/** GraphQL over HTTP: POST only, one operation per request. */
export const graphqlHttp = <C extends RequestContext>(options: GraphqlHttpOptions<C>): GraphqlHttp => {
  const { schema, requests, log, logger, introspection } = options;

  const apollo = new ApolloServer<Tracked<C>>({
    schema,
    introspection,
    logger,
    plugins: [...disabled, limiting<C>(), finishing<C>(log)],
    documentStore: documentStore(),
    formatError: maskError,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: TOKENS_MAX },
    executionOptions: { maxCoercionErrors: COERCION_ERRORS_MAX },
  });

  const contextOf = async (request: FastifyRequest): Promise<Tracked<C>> => {
    const correlationId = headerOf(request, 'x-correlation-id');
    try {
      const actor = await requests.actorOf(headerOf(request, 'authorization'));
      const begun = requests.begin(actor, {
        correlationId,
        traceparent: headerOf(request, 'traceparent'),
        idempotencyKey: idempotencyKeyOf(request),
      });
      return Object.assign(begun.context, { [running]: begun.running });
    } catch (err) {
      logger.warn({ err, correlationId }, 'request refused');
      throw isTransient(err) ? requestUnavailable(UNAVAILABLE_TEXT) : err;
    }
  };

  let handle: ((request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) | undefined;

  return {
    start: async () => {
      await apollo.start();
      const apolloHandle = fastifyApolloHandler(apollo, { context: contextOf });
      handle = async (request, reply) => {
        const answer: unknown = await Reflect.apply(apolloHandle, undefined, [request, reply]);
        settleStatus(reply);
        return answer;
      };
    },
    handle: (request, reply) => handle?.(request, reply) ?? Promise.reject(new Error('The server has not started.')),
    stop: () => apollo.stop(),
  };
};
