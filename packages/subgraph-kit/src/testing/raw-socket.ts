import { once } from 'node:events';
import { eventually } from '@oms/testing';
import { WebSocket } from 'ws';

/** A client that says exactly what a test wants to have said, as no library would. */
export interface RawSocket {
  say(message: object | string): void;
  /** What the server has said so far. */
  readonly heard: readonly Readonly<Record<string, unknown>>[];
  /** The code, once the socket has closed. */
  closed(): number | undefined;
  closeReason(): string;
  readonly socket: WebSocket;
}

const PROTOCOL = 'graphql-transport-ws';

export const rawSocket = async (url: string, protocol = PROTOCOL): Promise<RawSocket> => {
  const socket = new WebSocket(url.replace('http', 'ws'), protocol);
  const heard: Readonly<Record<string, unknown>>[] = [];
  let code: number | undefined;
  let reason = '';
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as Record<string, unknown>));
  socket.on('close', (given, text) => {
    code = given;
    reason = text.toString();
  });
  await once(socket, 'open');
  return {
    socket,
    heard,
    say: (message) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    closed: () => code,
    closeReason: () => reason,
  };
};

/** A socket that has said who it is, the persona or nobody, and was let in or not. */
export const connectedSocket = async (url: string, as?: string): Promise<RawSocket> => {
  const client = await rawSocket(url);
  client.say({ type: 'connection_init', payload: as === undefined ? {} : { authorization: `Bearer ${as}` } });
  await eventually(() => {
    expect([client.heard[0]?.['type'], client.closed()]).not.toEqual([undefined, undefined]);
  });
  return client;
};
