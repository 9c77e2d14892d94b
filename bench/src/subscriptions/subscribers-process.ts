import { once } from 'node:events';
import { WebSocket } from 'ws';

/**
 * The clients, on plain sockets without a GraphQL library, so that the gateway is what is measured.
 *
 * Forked; it opens subscriptions on command, reports when all of them have received an event, and ends with its parent.
 */
export interface SubscribersCommand {
  readonly url: string;
  readonly query: string;
  readonly sockets: readonly SubscriberSocket[];
}

export interface SubscriberSocket {
  readonly token: string;
  /** One subscription for each. */
  readonly topics: readonly string[];
}

export type SubscribersMessage =
  | { readonly type: 'subscribed' }
  /** `at` is of the clock that all processes of one machine share, in nanoseconds. */
  | { readonly type: 'delivered'; readonly at: string }
  | { readonly type: 'failed'; readonly reason: string };

/** Concurrent handshakes: the gateway's backlog of connections to accept is bounded. */
const OPENING_MAX = 50;

const send = (message: SubscribersMessage): void => {
  process.send?.(message);
};

const fail = (reason: string): void => {
  send({ type: 'failed', reason });
  process.disconnect();
};

const NEXT = Buffer.from('"type":"next"');
const JOINED = Buffer.from('"name":"Author 1"');

/** Counts messages without parsing them, because the clients share the machine with the gateway. */
const countDeliveries = (expected: number): ((data: Buffer) => void) => {
  let received = 0;
  return (data) => {
    if (!data.includes(NEXT)) return;
    received += 1;
    const isLast = received % expected === 0;
    if (isLast) send({ type: 'delivered', at: process.hrtime.bigint().toString() });
    if (!data.includes(JOINED)) fail(`An event arrived without its joined fields: ${data.toString()}`);
  };
};

const open = async (
  { url, query }: SubscribersCommand,
  { token, topics }: SubscriberSocket,
  onMessage: (data: Buffer) => void,
): Promise<void> => {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  socket.on('message', onMessage);
  socket.on('close', (code) => {
    if (process.connected) fail(`The gateway closed a socket with ${code.toString()}.`);
  });
  for (const [index, topic] of topics.entries()) {
    const payload = { query, variables: { topic } };
    socket.send(JSON.stringify({ id: index.toString(), type: 'subscribe', payload }));
  }
};

process.once('message', (command: SubscribersCommand) => {
  const waiting = [...command.sockets];
  const expected = waiting.reduce((sum, { topics }) => sum + topics.length, 0);
  const onMessage = countDeliveries(expected);
  const openRest = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await open(command, next, onMessage);
  };
  Promise.all(Array.from({ length: OPENING_MAX }, openRest)).then(
    () => {
      send({ type: 'subscribed' });
    },
    (error: unknown) => {
      fail(String(error));
    },
  );
});
process.on('disconnect', () => {
  process.exit(0);
});
