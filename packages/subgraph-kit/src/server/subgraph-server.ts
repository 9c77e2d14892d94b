import type { Context } from '@oms/contracts';
import type { TokenVerifier } from '@oms/auth';
import type { Service } from '@oms/kernel';
import type { Logger, Metrics } from '@oms/telemetry';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../request-context';
import { subgraphSchema, type Resolvers } from '../schema/subgraph-schema';
import { graphqlHttp } from './graphql-http';
import { graphqlSockets } from './graphql-sockets';
import { httpServer, withRawBodies } from './http-server';
import { listen } from './listen';
import { operationLog } from './operation-log';
import { operationalRoutes } from './operational-routes';
import type { Readiness } from './readiness';
import { requestsOf } from './requests';

const PATH = '/graphql';
const HTTP_METHOD_NOT_ALLOWED = 405;

/** How long requests in flight may take when the server stops; then their connections are cut. */
const DRAIN_MS = 5_000;

export interface HttpConfig {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface SubgraphServerOptions<C extends RequestContext> {
  readonly name: Context;
  /** The SDL's text. */
  readonly typeDefs: string;
  readonly resolvers: Resolvers;
  /** Called per request, and per event of a subscription: the place for use cases and for loaders that must not outlive it. */
  readonly context: (request: RequestContext) => C;
  readonly verifier: TokenVerifier;
  readonly http: HttpConfig;
  /** Further routes, such as webhooks. The body of their requests is a `Buffer` of what was sent. */
  readonly routes?: (server: FastifyInstance) => void;
  /** Whether the subgraph's dependencies answer; checked at most once a second. */
  readonly readiness: Readiness;
  /** Whether clients that reach the subgraph itself may introspect it; the gateway does not need it. Default: no. */
  readonly introspection?: boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface SubgraphServer extends Service {
  /** Where GraphQL is served, once it has started. */
  url(): string;
  /** Answers 503 at `/readyz`, ends subscriptions with 1001, and goes on answering requests. `stop` begins with it. */
  drain(): Promise<void>;
}

/** GraphQL over HTTP and graphql-transport-ws on `/graphql`; `/livez`, `/readyz`, `/metrics`; a stop that finishes the work at hand. */
export const subgraphServer = <C extends RequestContext>(options: SubgraphServerOptions<C>): SubgraphServer => {
  const { logger, metrics, verifier, context, introspection = false } = options;
  let draining: Promise<void> | undefined;
  const schema = subgraphSchema(options);
  const requests = requestsOf({ verifier, context, logger });
  const log = operationLog(metrics);
  const http = graphqlHttp({ schema, requests, log, logger, introspection });
  const sockets = graphqlSockets({ schema, requests, log, logger, metrics }, metrics);
  const server = httpServer({ logger, draining: () => draining !== undefined });
  let stopped: Promise<void> | undefined;
  let url: string | undefined;

  server.post(PATH, (request, reply) => http.handle(request, reply));
  server.get(PATH, (_request, reply) => reply.code(HTTP_METHOD_NOT_ALLOWED).header('allow', 'POST').send());
  operationalRoutes({ readiness: options.readiness, draining: () => draining !== undefined, logger, metrics })(server);
  if (options.routes !== undefined) server.register(withRawBodies(options.routes));
  sockets.attach(server.server, PATH);

  const drain = (): Promise<void> => (draining ??= sockets.stop());

  const close = async (): Promise<void> => {
    await drain();
    const deadline = setTimeout(() => {
      server.server.closeAllConnections();
    }, DRAIN_MS);
    await server.close();
    clearTimeout(deadline);
    if (url !== undefined) await http.stop();
  };

  return {
    start: async () => {
      await http.start();
      const origin = await listen(server, options.http);
      url = `${origin}${PATH}`;
      logger.info({ url }, 'serving');
    },
    stop: () => (stopped ??= close()),
    drain,
    url: () => {
      if (url === undefined) throw new Error(`The server of ${options.name} has not started.`);
      return url;
    },
  };
};
