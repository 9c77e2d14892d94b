import { once } from 'node:events';
import { eventually } from '@oms/testing';
import { WebSocket } from 'ws';

/** A client that sends exactly the given messages, malformed ones included. */
export interface RawSocket {
  send(message: object | string): void;
  /** What the server has sent so far. */
  readonly received: readonly Readonly<Record<string, unknown>>[];
  /** The code, once the socket has closed. */
  closed(): number | undefined;
  closeReason(): string;
  readonly socket: WebSocket;
}

const PROTOCOL = 'graphql-transport-ws';

export const rawSocket = async (url: string, protocol = PROTOCOL): Promise<RawSocket> => {
  const socket = new WebSocket(url.replace('http', 'ws'), protocol);
  const received: Readonly<Record<string, unknown>>[] = [];
  let code: number | undefined;
  let reason = '';
  socket.on('message', (data: Buffer) => received.push(JSON.parse(data.toString()) as Record<string, unknown>));
  socket.on('close', (given, text) => {
    code = given;
    reason = text.toString();
  });
  await once(socket, 'open');
  return {
    socket,
    received,
    send: (message) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    closed: () => code,
    closeReason: () => reason,
  };
};

/** A socket that has sent `connection_init`, with the persona's token or anonymously, and was acknowledged or closed. */
export const connectedSocket = async (url: string, as?: string): Promise<RawSocket> => {
  const client = await rawSocket(url);
  client.send({ type: 'connection_init', payload: as === undefined ? {} : { authorization: `Bearer ${as}` } });
  await eventually(() => {
    expect([client.received[0]?.['type'], client.closed()]).not.toEqual([undefined, undefined]);
  });
  return client;
};
