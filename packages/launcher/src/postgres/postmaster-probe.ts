import { connect } from 'node:net';

/** The first message of a client that would like TLS: its length and a number of its own. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * Whether the server on this port still accepts connections: it resolves when a new connection is answered or closed, by
 * a server that starts, recovers or has no connection left as well. No role is needed, and nothing is logged.
 */
export const postmasterProbe =
  (port: number) =>
  (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', signal });
      const settle = (outcome: () => void) => (): void => {
        socket.destroy();
        outcome();
      };
      socket.once('connect', () => socket.write(SSL_REQUEST));
      socket.once('data', settle(resolve));
      socket.once('end', settle(resolve));
      socket.once('error', reject);
    });
