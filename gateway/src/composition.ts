import type { ApolloServerPlugin } from '@apollo/server';
import { tokenVerifier, type TokenVerifier } from '@oms/auth';
import { serviceOf, type Service } from '@oms/kernel';
import { createLogger, createMetrics, startTracing, type Logger, type Metrics } from '@oms/telemetry';
import type { GatewayConfig } from './config';
import { clientGraphQLError, type ClientErrorOptions } from './execution/client-errors';
import { execution } from './execution/execution';
import { observedExecution } from './execution/observed-execution';
import { admission, preparationFaults } from './operation/admission';
import { documentCache } from './operation/document-cache';
import type { Operations } from './operation/operation';
import { persistedOperations } from './operation/persisted-operations';
import { planMetrics } from './operation/plan-metrics';
import { preparation } from './operation/preparation';
import { planner } from './planning/planner';
import type { SubgraphOptions } from './subgraphs/guarded-exchange';
import { subgraphs } from './subgraphs/subgraphs';
import { subscriptionMetrics } from './subscriptions/metrics';
import { settingNameOf } from './supergraph/supergraph';
import { supergraphFile } from './supergraph/supergraph-file';
import { accessLog } from './transport/http/access-log';
import { apolloServer, type HttpContext } from './transport/http/apollo-server';
import { directResponses } from './transport/http/direct-response';
import { graphQLEndpoint } from './transport/http/graphql-endpoint';
import { httpServer } from './transport/http/http-server';
import { landingPage, pages } from './transport/http/pages';
import { subscriptionTransports } from './transport/http/subscription-transports';
import { identify } from './transport/identify';

export interface Gateway extends Service {
  /** The URL of the GraphQL endpoint, once started. */
  url(): string;
  readonly metrics: Metrics;
}

export interface GatewayParts {
  readonly logger?: Logger;
  readonly verifier?: TokenVerifier;
  /** Of Apollo Server, for what comes over HTTP. */
  readonly plugins?: readonly ApolloServerPlugin<HttpContext>[];
}

const verifierOf = ({ identity }: GatewayConfig, logger: Logger): TokenVerifier | undefined =>
  identity && tokenVerifier(identity, { logger });

const subgraphOptions =
  ({ subgraphs: { defaults, timeoutsMs } }: GatewayConfig) =>
  (name: string): SubgraphOptions => ({
    ...defaults,
    timeoutMs: timeoutsMs[settingNameOf(name)] ?? defaults.timeoutMs,
  });

/** Refusals as clients may see them. Apollo Server formats its own in the same way. */
const forClients =
  (prepare: Operations['prepare'], options: ClientErrorOptions): Operations['prepare'] =>
  (...request) => {
    const prepared = prepare(...request);
    if (prepared.ok) return prepared;
    return { ...prepared, errors: prepared.errors.map((error) => clientGraphQLError(error, options)) };
  };

/** A part that has nothing to start. */
const stoppable = (stop: () => Promise<void> | void): Service => ({
  start: () => Promise.resolve(),
  stop: async () => stop(),
});

/** Puts the gateway together: an operation passes through the parts in the order of this function. */
export const composeGateway = async (config: GatewayConfig, parts: GatewayParts = {}): Promise<Gateway> => {
  const logger = parts.logger ?? createLogger({ name: 'gateway', level: config.logLevel });
  const metrics = createMetrics({ service: 'gateway' });
  const tracing = await startTracing({ service: 'gateway', endpoint: config.tracesEndpoint });
  const { limits, introspection, subgraphs: subgraphsConfig } = config;
  const errors = { masking: config.errorMasking, introspection };

  const source = await supergraphFile({
    file: config.supergraphFile,
    planner,
    strict: config.strict,
    urls: subgraphsConfig.urls,
    logger,
    metrics,
  });

  const documents = documentCache(config.cacheBytesMax, metrics);
  source.onChange(() => {
    documents.clear();
  });
  const faultOf = preparationFaults(logger);
  const admit = admission({ limits, introspection, documents, faultOf, onPlan: planMetrics(metrics) });
  const persisted = persistedOperations(config.persisted);
  const prepare = forClients(preparation({ source, admit, persisted, limits, documents, faultOf }), errors);

  const clients = subgraphs({ optionsFor: subgraphOptions(config), metrics, logger });
  const execute = observedExecution({
    execute: execution({ subgraphs: clients, errors, logger }),
    metrics,
    requestTimeoutMs: config.requestTimeoutMs,
  });

  const identifyActor = identify({
    verifier: parts.verifier ?? verifierOf(config, logger),
    forwardHeaders: config.forwardHeaders,
  });
  const subscriptions = subscriptionTransports({
    supergraphs: source,
    operations: { prepare, execute },
    identify: identifyActor,
    metrics: subscriptionMetrics(metrics),
    logger,
    subscriptionUrls: subgraphsConfig.subscriptionUrls,
    origins: config.http.origins,
    bodyBytesMax: config.http.bodyBytesMax,
    limits: config.subscriptions,
  });
  const plugins = [landingPage(config.pages), ...(parts.plugins ?? [])];
  const apollo = apolloServer({ source, admit, execute, persisted, limits, documents, errors, plugins, logger });
  const endpoint = graphQLEndpoint({
    apollo,
    direct: parts.plugins === undefined ? directResponses({ prepare, execute }) : undefined,
    identify: identifyActor,
    bodyBytesMax: config.http.bodyBytesMax,
    eventStream: (request, response, body) => subscriptions.eventStream(request, response, body),
    onCompleted: accessLog(logger, metrics),
  });
  const server = httpServer({ config: config.http, endpoint, subscriptions, pages: pages(config.pages), metrics });

  const services = serviceOf(
    stoppable(() => tracing.stop()),
    stoppable(() => clients.close()),
    stoppable(() => {
      source.stop();
    }),
    { start: () => apollo.start(), stop: () => apollo.stop() },
    server,
  );
  return { ...services, url: () => server.url(), metrics };
};
