import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { Heartbeat } from '../heartbeat';
import { hasSeveralAuthorizationHeaders } from '../request-parameters';
import { WebSocketSession, type SessionParts } from './websocket-session';

/** Fragments and chunks are counted, so that a small message cannot be made expensive by cutting it up. */
const PIECES_MAX = 1_024;
const CLOSES_PER_TURN = 100;
const RETRY_AFTER_S = 5;

export interface WebSocketServerParts extends SessionParts {
  /** Web pages of these origins may open sockets, besides those of our own; `*` for all. */
  readonly origins: readonly string[];
}

export interface GraphQLWebSockets {
  /** Takes a handshake over from the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes all sockets with 1001 and resolves when they are gone. */
  stop(): Promise<void>;
}

export const graphQLWebSockets = (parts: WebSocketServerParts): GraphQLWebSockets => {
  const sessions = new Map<WebSocketSession, Promise<void>>();
  const heartbeat = new Heartbeat(parts.limits.heartbeatMs);
  let stopping = false;

  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: parts.limits.messageBytesMax,
    maxFragments: PIECES_MAX,
    maxBufferedChunks: PIECES_MAX,
    autoPong: false,
    handleProtocols,
  });

  const open = (socket: WebSocket, request: IncomingMessage): void => {
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.on('error', () => undefined);
      socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
      return;
    }
    const session = new WebSocketSession(socket, request, parts);
    const leaveHeartbeat = heartbeat.add(session);
    const gone = new Promise<void>((resolve) => {
      socket.once('close', () => {
        leaveHeartbeat();
        sessions.delete(session);
        parts.metrics.disconnected('websocket');
        resolve();
      });
    });
    sessions.set(session, gone);
    parts.metrics.connected('websocket');
    session.start();
  };

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const unfit = rejectionStatus(request, parts.origins);
    const releaseConnection = stopping || unfit !== undefined ? undefined : parts.count.take();
    if (releaseConnection === undefined) {
      refuse(socket, unfit ?? 503);
      return;
    }
    socket.once('close', releaseConnection);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      open(webSocket, request);
    });
  };

  /** In waves, so that closing ten thousand sockets does not hold up the last answers of the others. */
  const stop = async (): Promise<void> => {
    stopping = true;
    const gone = [...sessions.values()];
    let closed = 0;
    for (const session of [...sessions.keys()]) {
      session.goAway();
      if (++closed % CLOSES_PER_TURN === 0) await nextTurn();
    }
    await Promise.all(gone);
    heartbeat.stop();
  };

  return { upgrade, stop };
};

const refuse = (socket: Duplex, status: 400 | 403 | 503): void => {
  const headers = [
    'connection: close',
    'content-length: 0',
    ...(status === 503 ? [`retry-after: ${RETRY_AFTER_S.toString()}`] : []),
  ];
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status.toString()} ${STATUS_CODES[status] ?? ''}\r\n${headers.join('\r\n')}\r\n\r\n`, () =>
    socket.destroy(),
  );
};

const rejectionStatus = (request: IncomingMessage, origins: readonly string[]): 400 | 403 | undefined => {
  if (hasSeveralAuthorizationHeaders(request)) return 400;
  return isAllowedOrigin(request, origins) ? undefined : 403;
};

/** A browser lets any page open a socket, and sends its origin. Other clients send none. */
const isAllowedOrigin = ({ headers: { origin, host } }: IncomingMessage, origins: readonly string[]): boolean =>
  origin === undefined ||
  origins.includes('*') ||
  origins.includes(origin) ||
  (URL.canParse(origin) && new URL(origin).host === host);
