import type { IncomingMessage } from 'node:http';
import type { Logger } from '@oms/telemetry';
import { CloseCode, type Server } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { WebSocket } from 'ws';

/** A peer that answers no ping within this time is gone. */
const KEEP_ALIVE_MS = 12_000;

/** Pings at an interval, and cuts the socket when the ping before has not been answered. Returns how to stop. */
const keepAlive = (socket: WebSocket): (() => void) => {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, KEEP_ALIVE_MS);
  return () => {
    clearInterval(timer);
  };
};

/** Resolves when the message has left the process, so that a slow reader holds back the source it reads from. */
const send = (socket: WebSocket, message: string): Promise<void> =>
  new Promise((resolve) => {
    // A socket that closes meanwhile emits its own event; what was to be sent is dropped.
    if (socket.readyState === socket.OPEN) {
      socket.send(message, () => {
        resolve();
      });
    } else {
      resolve();
    }
  });

/** Puts graphql-ws on a socket. Unlike the library's own adapter it writes to our log, never to the console. */
export const serveSocket =
  (protocol: Server<Extra>, logger: Logger) =>
  (socket: WebSocket, request: IncomingMessage): void => {
    const failed = (err: unknown): void => {
      logger.error({ err }, 'socket failed');
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    // Such as a frame that is too large; `ws` closes the socket with the code that fits.
    socket.on('error', (err) => {
      logger.warn({ err }, 'socket error');
    });
    const stopPings = keepAlive(socket);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (message) => send(socket, message),
        close: (code, reason) => {
          socket.close(code, reason);
        },
        onMessage: (handle) => {
          socket.on('message', (data: Buffer) => {
            handle(data.toString()).catch(failed);
          });
        },
      },
      { socket, request },
    );
    socket.once('close', (code, reason) => {
      stopPings();
      closed(code, reason.toString()).catch(failed);
    });
  };
