import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Service } from '@oms/kernel';
import type { Metrics } from '@oms/telemetry';
import type { HttpConfig } from '../config';
import { corsFor } from './cors';
import type { GraphQLEndpoint } from './graphql-endpoint';
import type { Pages } from './pages';
import type { SubscriptionTransports } from './seams';

/** Against clients that send a byte at a time, or nothing. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than load balancers keep a connection, so that they are the ones to close it. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const HEADER_BYTES_MAX = 32 * 1024;
const CONNECTIONS_MAX = 30_000;
/** For requests in flight when the process is to end. */
const DRAIN_MS = 5_000;

const GRAPHQL_PATHS = new Set(['/', '/graphql']);

export interface HttpServerParts {
  readonly config: HttpConfig;
  readonly endpoint: GraphQLEndpoint;
  readonly subscriptions: SubscriptionTransports;
  readonly pages: Pages;
  readonly metrics: Metrics;
}

export interface HttpServer extends Service {
  url(): string;
}

const pathOf = ({ url = '/' }: IncomingMessage): string => {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
};

const wantsEventStream = ({ headers }: IncomingMessage): boolean =>
  headers.accept?.includes('text/event-stream') === true;

/** A page of another site can make a browser send a simple request without being asked first; such a one is refused. */
const isSimple = ({ headers }: IncomingMessage): boolean =>
  headers['x-apollo-operation-name'] === undefined &&
  headers['apollo-require-preflight'] === undefined &&
  (headers['content-type'] === undefined ||
    /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i.test(headers['content-type']));

const plain = (response: ServerResponse, status: number, text: string, type = 'text/plain'): void => {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(`${text}\n`);
};

export const httpServer = (parts: HttpServerParts): HttpServer => {
  const { config, endpoint, subscriptions, pages, metrics } = parts;
  const cors = corsFor(config.origins);
  let draining = false;

  const graphQL = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!wantsEventStream(request)) return endpoint(request, response);
    const fromPage = request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined;
    if (
      isSimple(request) &&
      request.method === 'GET' &&
      fromPage &&
      request.headers['sec-fetch-site'] !== 'same-origin'
    )
      return plain(
        response,
        400,
        'Blocked as a possible cross-site request: send the header apollo-require-preflight.',
      );
    return subscriptions.eventStream(request, response);
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request);
    if (draining) response.setHeader('connection', 'close');
    if (GRAPHQL_PATHS.has(path)) {
      if (cors(request, response)) return;
      return graphQL(request, response);
    }
    if (path === '/livez') return plain(response, 200, 'ok');
    if (path === '/readyz') return draining ? plain(response, 503, 'draining') : plain(response, 200, 'ok');
    if (path === '/metrics') return plain(response, 200, await metrics.registry.metrics(), 'text/plain; version=0.0.4');
    if (!pages.serve(request, response, path)) plain(response, 404, 'Not found');
  };

  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
      noDelay: true,
    },
    (request, response) => {
      route(request, response).catch(() => {
        if (!response.headersSent) plain(response, 500, 'The gateway failed.');
        else response.destroy();
      });
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on('upgrade', (request, socket, head) => {
    if (GRAPHQL_PATHS.has(pathOf(request))) subscriptions.upgrade(request, socket, head);
    else (socket as Socket).end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });

  return {
    start: () => listen(server, config),
    stop: async () => {
      draining = true;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await subscriptions.stop();
      const timer = setTimeout(() => {
        server.closeAllConnections();
      }, DRAIN_MS);
      await closed;
      clearTimeout(timer);
    },
    url: () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : config.port;
      return `http://${config.host}:${port.toString()}/graphql`;
    },
  };
};

const listen = (server: Server, { host, port }: HttpConfig): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port.toString()} on ${host} is taken: stop what listens there, or set PORT`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
    });
    server.listen(port, host, resolve);
  });
