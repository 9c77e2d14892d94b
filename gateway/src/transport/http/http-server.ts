import { createServer, type Server } from 'node:http';
import type { Service } from '@oms/kernel';
import { eventLoopWatch, type Metrics } from '@oms/telemetry';
import { sendPlain } from './plain';
import { platform, platformServer } from './platform';
import { isGraphQLPath, routes, type RoutesParts } from './routes';

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
const SWEEP_MS = 50;

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  /** Where metrics are; health is there too. Undefined: on `port`. */
  readonly metricsPort: number | undefined;
  readonly bodyBytesMax: number;
  /** Web pages of these origins may call, and may open sockets; `*` for all. Empty: pages of the same origin alone. */
  readonly origins: readonly string[];
}

export interface HttpServerParts extends Omit<RoutesParts, 'origins' | 'isDraining' | 'platform' | 'withMetrics'> {
  readonly config: HttpConfig;
  readonly metrics: Metrics;
}

export interface HttpServer extends Service {
  /** Where GraphQL is, once started. */
  url(): string;
}

export const httpServer = (parts: HttpServerParts): HttpServer => {
  const { config, subscriptions, metrics } = parts;
  let draining = false;
  const isDraining = (): boolean => draining;
  const eventLoop = eventLoopWatch();
  const forPlatform = platform({ metrics, isDraining, eventLoop });
  const inside = config.metricsPort === undefined ? undefined : platformServer(forPlatform);
  const withMetrics = inside === undefined;
  const route = routes({ ...parts, platform: forPlatform, withMetrics, origins: config.origins, isDraining });

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
    // The others become idle when they have their last answer, or their event stream has ended.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
    }, SWEEP_MS);
    await subscriptions.stop();
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(timer);
    // Last, so that metrics cover the whole stop.
    eventLoop.stop();
    inside?.close();
    inside?.closeAllConnections();
  };

  const start = async (): Promise<void> => {
    const { host, port, metricsPort } = config;
    await listen(server, { host, port, setting: 'PORT' });
    if (inside === undefined || metricsPort === undefined) return;
    await listen(inside, { host, port: metricsPort, setting: 'METRICS_PORT' });
  };

  const url = (): string => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    return `http://${config.host}:${port.toString()}/graphql`;
  };

  return { start, stop, url };
};

interface Place {
  readonly host: string;
  readonly port: number;
  /** The setting of the port. */
  readonly setting: string;
}

const listen = (server: Server, { host, port, setting }: Place): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port.toString()} on ${host} is taken: stop what listens there, or set ${setting}`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
    });
    server.listen(port, host, resolve);
  });
