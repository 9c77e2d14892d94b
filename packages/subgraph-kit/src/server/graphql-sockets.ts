import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import type { Metrics } from '@oms/telemetry';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { RequestContext } from '../request-context';
import { socketProtocol, type SocketProtocolOptions } from './socket-protocol';
import { serveSocket } from './socket-transport';

const GOING_AWAY = 1001;
const MESSAGE_BYTES_MAX = 256 * 1_024;
const SOCKETS_MAX = 10_000;

/** How long a client may take to answer a close frame. */
const CLOSE_WAIT_MS = 2_000;

export interface GraphqlSockets {
  /** Takes over upgrades to `path` on this server. */
  attach(server: Server, path: string): void;
  /** Closes every socket with 1001 (going away), so that clients reconnect to another instance. */
  stop(): Promise<void>;
}

const refuseUpgrade = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

/** Subscriptions over graphql-transport-ws. */
export const graphqlSockets = <C extends RequestContext>(
  options: SocketProtocolOptions<C>,
  metrics: Metrics,
): GraphqlSockets => {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    // Compression costs memory per socket, and a small frame may unpack to a large one.
    perMessageDeflate: false,
    handleProtocols,
  });
  const serve = serveSocket(makeServer(socketProtocol(options)), options.logger);
  const open = metrics.gauge('graphql_sockets', 'Sockets that are open');
  let stopping: Promise<void> | undefined;

  const upgrade = (path: string) => (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client may vanish while it is being refused.
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] !== path) {
      refuseUpgrade(socket, '404 Not Found');
    } else if (stopping !== undefined || sockets.clients.size >= SOCKETS_MAX) {
      refuseUpgrade(socket, '503 Service Unavailable');
    } else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        open.inc();
        webSocket.once('close', () => {
          open.dec();
        });
        serve(webSocket, request);
      });
    }
  };

  const closeAll = async (): Promise<void> => {
    const deadline = setTimeout(() => {
      for (const client of sockets.clients) client.terminate();
    }, CLOSE_WAIT_MS);
    for (const client of sockets.clients) client.close(GOING_AWAY, 'Going away');
    await promisify(sockets.close.bind(sockets))();
    clearTimeout(deadline);
  };

  return {
    attach: (server, path) => {
      server.on('upgrade', upgrade(path));
    },
    stop: () => (stopping ??= closeAll()),
  };
};
