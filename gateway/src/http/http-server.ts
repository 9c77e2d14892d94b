import { createServer, type Server } from 'node:http';
import type { Service } from '@oms/kernel';
import type { HttpConfig } from '../config';
import { isGraphQLPath, routes, sendPlain, type RoutesParts } from './routes';

/** Against clients that send a byte at a time, or nothing. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const TIMEOUTS_CHECKED_MS = 5_000;
/** Longer than load balancers keep a connection, so that they are the ones to close it. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const HEADER_BYTES_MAX = 32 * 1024;
const CONNECTIONS_MAX = 30_000;
/** For requests in flight when the process is to end. */
const DRAIN_MS = 5_000;

export interface HttpServerParts extends Omit<RoutesParts, 'origins' | 'isDraining'> {
  readonly config: HttpConfig;
}

export interface HttpServer extends Service {
  /** Where GraphQL is, once started. */
  url(): string;
}

export const httpServer = (parts: HttpServerParts): HttpServer => {
  const { config, subscriptions } = parts;
  let draining = false;
  const route = routes({ ...parts, origins: config.origins, isDraining: () => draining });

  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUTS_CHECKED_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      maxHeaderSize: HEADER_BYTES_MAX,
      noDelay: true,
    },
    (request, response) => {
      route(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else sendPlain(response, { status: 500, text: 'The gateway failed.' });
      });
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  server.on('upgrade', (request, socket, head) => {
    if (isGraphQLPath(request)) subscriptions.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });

  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    draining = true;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await subscriptions.stop();
    // Connections whose event streams have ended are idle only now.
    server.closeIdleConnections();
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS);
    await closed;
    clearTimeout(timer);
  };

  const url = (): string => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    return `http://${config.host}:${port.toString()}/graphql`;
  };

  return { start: () => listen(server, config), stop, url };
};

const listen = (server: Server, { host, port }: HttpConfig): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port.toString()} on ${host} is taken: stop what listens there, or set PORT`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
    });
    server.listen(port, host, resolve);
  });
