import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, parse, type DocumentNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { documentErrors, refusedDocuments, type RefusedDocuments } from '@oms/document-limits';
import type { Logger } from '@oms/telemetry';
import { clientError, ERRORS_MAX, type ClientErrorOptions } from '../../execution/client-errors';
import type { RequestContext, Execute } from '../../execution/prepared-operation';
import type { Admission } from '../../operation/admission';
import type { DocumentCache } from '../../operation/document-cache';
import type { Limits } from '../../operation/operation';
import type { PersistedOperations } from '../../operation/persisted-operations';
import { notOnSafelist } from '../../operation/preparation';
import { hasRootConditions } from '../../operation/root-conditions';
import { isWithoutService } from '../../subgraphs/subgraph-failure';
import type { Supergraph, SupergraphSource } from '../../supergraph/supergraph';

/** What Apollo Server keeps with each request. */
export interface HttpContext {
  readonly request: RequestContext;
  /** Written once the operation is known, for the access log and the metrics. */
  readonly seen: {
    /** The request was well-formed HTTP and had a document; what is wrong, if anything, is its GraphQL. */
    hasDocument?: boolean;
    operationName?: string | undefined;
    kind?: string;
    /** A subscription that may run, which takes an event stream. */
    isForEventStream?: boolean;
    /** Of the first error in the answer. */
    errorCode?: string;
    /** There is nothing in the answer, because a service was not available. */
    withoutService?: boolean;
  };
}

export interface ApolloServerParts {
  readonly source: SupergraphSource;
  readonly admit: Admission;
  readonly execute: Execute;
  readonly persisted: PersistedOperations;
  readonly limits: Limits;
  readonly documents: DocumentCache;
  readonly errors: ClientErrorOptions;
  readonly plugins: readonly ApolloServerPlugin<HttpContext>[];
  readonly logger: Logger;
}

type GatewayInterface = NonNullable<ConstructorParameters<typeof ApolloServer>[0]['gateway']>;

export const subscriptionsElsewhere = (): GraphQLError =>
  new GraphQLError('Subscriptions are served by WebSocket, and by server-sent events: accept text/event-stream.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });

/**
 * Takes the place of a subscription whose root field hangs on a variable: GraphQL's rule on root fields would throw, and
 * Apollo would answer with 500.
 */
const SUBSCRIPTION_PLACEHOLDER = parse('{ __typename }');

/**
 * The gateway behind Apollo Server's interface. Apollo Server parses and validates; whether an operation may run and how it is run is the
 * same here as for every other transport.
 */
const gatewayOf = ({ source, admit, execute, persisted }: ApolloServerParts): GatewayInterface => {
  // A request that was validated under one supergraph is executed under it, even when another has come into force since.
  const bySchema = new WeakMap<GraphQLSchema, Supergraph>();
  const remember = (supergraph: Supergraph): Supergraph => {
    bySchema.set(supergraph.apiSchema, supergraph);
    return supergraph;
  };

  const run: Awaited<ReturnType<GatewayInterface['load']>>['executor'] = async (apollo) => {
    const { request, seen } = apollo.context as HttpContext;
    const supergraph = bySchema.get(apollo.schema) ?? source.current();
    if (!persisted.allows(apollo.source)) return { errors: [notOnSafelist()] };
    const { document } = apollo;
    if (document === SUBSCRIPTION_PLACEHOLDER) {
      seen.kind = 'subscription';
      seen.isForEventStream = true;
      return { errors: [subscriptionsElsewhere()] };
    }
    const preparation = admit({ supergraph, document, request: apollo.request, requester: request });
    if (!preparation.ok) return { errors: preparation.errors };
    const { operation } = preparation;
    seen.operationName = operation.name;
    seen.kind = operation.kind;
    if (operation.kind === 'subscription') {
      seen.isForEventStream = true;
      return { errors: [subscriptionsElsewhere()] };
    }
    const result = await execute(operation, request);
    seen.withoutService = isWithoutService(result);
    return result;
  };

  return {
    load: () => Promise.resolve({ executor: run }),
    onSchemaLoadOrUpdate: (listener) => {
      const notify = (supergraph: Supergraph): void => {
        listener({ apiSchema: remember(supergraph).apiSchema, coreSupergraphSdl: '' });
      };
      notify(source.current());
      return source.onChange(notify);
    },
    stop: () => Promise.resolve(),
  };
};

/** Apollo keeps registered documents under a prefix of its own. */
const APQ_PREFIX = 'apq:';

const persistedCache = (persisted: PersistedOperations) => ({
  get: (key: string) => Promise.resolve(persisted.find(key.replace(APQ_PREFIX, ''))),
  set: (key: string, source: string) => {
    persisted.register(key.replace(APQ_PREFIX, ''), source);
    return Promise.resolve();
  },
  delete: () => Promise.resolve(false),
});

/** Apollo would count the characters of parsed documents, which take a multiple of those. */
const documentStore = (documents: DocumentCache) => ({
  get: (key: string) => Promise.resolve(documents.find(key)),
  set: (key: string, document: DocumentNode) => {
    documents.keep(key, document);
    return Promise.resolve();
  },
  delete: () => Promise.resolve(false),
});

/** Notes what becomes of a request, for the status, the access log and the metrics; and keeps from validation what would be too much work. */
const observer = (refusals: RefusedDocuments): ApolloServerPlugin<HttpContext> => ({
  requestDidStart: ({ contextValue: { seen } }) =>
    Promise.resolve({
      didResolveSource: () => {
        seen.hasDocument = true;
        return Promise.resolve();
      },
      validationDidStart: (request) => {
        const document = refusals.placeholderFor(request.document);
        Object.assign(request, { document: hasRootConditions(document) ? SUBSCRIPTION_PLACEHOLDER : document });
        return Promise.resolve();
      },
      didResolveOperation: ({ document }) => {
        const [error] = refusals.errorsOf(document);
        return error === undefined ? Promise.resolve() : Promise.reject(error);
      },
      didEncounterErrors: ({ errors, operation, request }) => {
        if (operation !== undefined) seen.kind ??= operation.operation;
        // Apollo Server refuses a subscription by GET before anything else is looked at.
        if (seen.kind === 'subscription' && request.http?.method === 'GET') seen.isForEventStream = true;
        const code = errors[0]?.extensions['code'];
        seen.errorCode = typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
        return Promise.resolve();
      },
    }),
});

/** Apollo gives what is wrong with a persisted query no code, and so it would pass for a fault of ours. */
const withCode = (error: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
  if (!(thrown instanceof GraphQLError) || thrown.extensions['code'] !== undefined) return error;
  const http = thrown.extensions['http'] as { readonly status?: number } | undefined;
  return http?.status === 400 ? { ...error, extensions: { ...error.extensions, code: 'BAD_REQUEST' } } : error;
};

export const apolloServer = (parts: ApolloServerParts): ApolloServer<HttpContext> =>
  new ApolloServer<HttpContext>({
    gateway: gatewayOf(parts),
    logger: parts.logger,
    // Introspection and suggestions are decided with the other limits, for all transports alike.
    introspection: true,
    validationOptions: { maxErrors: ERRORS_MAX },
    parseOptions: { maxLexicalTokens: parts.limits.tokensMax },
    documentStore: documentStore(parts.documents),
    persistedQueries: { cache: persistedCache(parts.persisted), ttl: null },
    formatError: (error, thrown) => clientError(withCode(error, thrown), parts.errors),
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      observer(refusedDocuments((document) => documentErrors(document, parts.limits))),
      ...parts.plugins,
    ],
  });
