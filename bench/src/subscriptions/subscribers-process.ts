import { once } from 'node:events';
import { WebSocket } from 'ws';

/**
 * The clients, on sockets without a library between: what is to be measured is the gateway.
 *
 * Forked; it opens what it is told to, says when all subscriptions have got an event, and ends with its parent.
 */
export interface SubscribersOrder {
  readonly url: string;
  readonly query: string;
  readonly sockets: readonly SubscriberSocket[];
}

export interface SubscriberSocket {
  readonly token: string;
  /** One subscription for each. */
  readonly topics: readonly string[];
}

export type SubscribersNews =
  | { readonly type: 'asked' }
  /** `at` is of the clock that all processes of one machine share, in nanoseconds. */
  | { readonly type: 'delivered'; readonly at: string }
  | { readonly type: 'failed'; readonly reason: string };

/** Handshakes under way at a time: the gateway's queue of connections to accept is not endless. */
const OPENING_MAX = 50;

const say = (news: SubscribersNews): void => {
  process.send?.(news);
};

const fail = (reason: string): void => {
  say({ type: 'failed', reason });
  process.disconnect();
};

const NEXT = Buffer.from('"type":"next"');
const JOINED = Buffer.from('"name":"Author 1"');

/** Counts rather than parses, so that the clients take little of the machine that they share with the gateway. */
const countDeliveries = (expected: number): ((data: Buffer) => void) => {
  let received = 0;
  return (data) => {
    if (!data.includes(NEXT)) return;
    received += 1;
    const isLast = received % expected === 0;
    if (isLast) say({ type: 'delivered', at: process.hrtime.bigint().toString() });
    if (!data.includes(JOINED)) fail(`An event came without what was to be joined: ${data.toString()}`);
  };
};

const open = async (
  { url, query }: SubscribersOrder,
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

process.once('message', (order: SubscribersOrder) => {
  const waiting = [...order.sockets];
  const expected = waiting.reduce((sum, { topics }) => sum + topics.length, 0);
  const onMessage = countDeliveries(expected);
  const openRest = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await open(order, next, onMessage);
  };
  Promise.all(Array.from({ length: OPENING_MAX }, openRest)).then(
    () => {
      say({ type: 'asked' });
    },
    (error: unknown) => {
      fail(String(error));
    },
  );
});
process.on('disconnect', () => {
  process.exit(0);
});
