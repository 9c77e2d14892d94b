/**
 * A subgraph in a process of its own, for the specs of subscriptions: `node subgraph-process.mjs <name> <port>`.
 * The spec that forked it publishes events and requests counts by messages; it ends with its parent process.
 */
import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, execute, parse, subscribe, validate } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { subgraphs } from './subgraphs.mjs';

const [, , name, port] = process.argv;
const counts = { sockets: 0, socketsEver: 0, active: 0, subscribed: 0, fetches: 0, inits: [], upgrades: [] };
const listeners = new Set();
const history = JSON.parse(process.env.HISTORY ?? '{}');

/** What is published on a topic from now on. Ends at once when its reader leaves, with no event pending. */
const events = (topic) => {
  const waiting = [];
  let wake = () => undefined;
  let open = true;
  const listener = (message) => {
    if (message.topic === topic) waiting.push(message);
    wake();
  };
  listeners.add(listener);
  counts.active += 1;
  counts.subscribed += 1;
  const close = () => {
    if (!open) return;
    open = false;
    counts.active -= 1;
    listeners.delete(listener);
    wake();
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (open && waiting.length === 0) await new Promise((resolve) => (wake = resolve));
      const message = waiting.shift();
      if (message?.complete) close();
      if (!open || message === undefined) return { done: true, value: undefined };
      return { done: false, value: message.error ? new GraphQLError(message.error) : message.value };
    },
    async return() {
      close();
      return { done: true, value: undefined };
    },
  };
};

/** What is on record of a parcel, which outlives this process: its latest step or what came after a cursor, and what follows. */
const steps = (id, after) => {
  const wakes = events(`recorded ${id}`);
  const known = () => history[id] ?? [];
  let position = after === undefined || after === null ? Math.max(0, known().length - 1) : Number(after);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (position >= known().length) if ((await wakes.next()).done) return { done: true, value: undefined };
      position += 1;
      return { done: false, value: { product: { upc: '2' }, ...known()[position - 1], cursor: position.toString() } };
    },
    return: () => wakes.return(),
  };
};

const { typeDefs, resolvers } = subgraphs[name]({ events, counts, steps });
const schema = buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers });

const answer = async (request, response) => {
  counts.fetches += 1;
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { query, variables, operationName } = JSON.parse(Buffer.concat(chunks).toString());
  const document = parse(query);
  const errors = validate(schema, document);
  const contextValue = { headers: request.headers };
  const result =
    errors.length > 0
      ? { errors }
      : await execute({ schema, document, variableValues: variables, operationName, contextValue });
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(result));
};

const eventStream = createHandler({ schema, context: (request) => ({ headers: request.headers }) });
const server = createServer((request, response) => {
  if (request.url === '/stream') void eventStream(request, response);
  else void answer(request, response);
});
const sockets = new WebSocketServer({ server, path: '/graphql' });
sockets.on('connection', (socket, request) => {
  counts.sockets += 1;
  counts.socketsEver += 1;
  counts.upgrades.push(request.headers);
  socket.on('close', () => (counts.sockets -= 1));
});
useServer(
  {
    schema,
    subscribe,
    context: ({ connectionParams }) => ({ headers: connectionParams ?? {} }),
    onConnect: ({ connectionParams }) => {
      counts.inits.push(connectionParams ?? {});
      return connectionParams?.authorization !== 'Bearer unwanted';
    },
  },
  sockets,
);

process.on('message', (message) => {
  if (message.kind === 'counts') process.send({ kind: 'counts', id: message.id, counts });
  if (message.kind === 'publish') for (const listener of listeners) listener(message);
  if (message.kind === 'record') {
    (history[message.topic] ??= []).push(message.value);
    for (const listener of listeners) listener({ topic: `recorded ${message.topic}`, value: true });
  }
  if (message.kind === 'drop') for (const socket of sockets.clients) socket.terminate();
});
process.on('disconnect', () => process.exit(0));
server.listen(Number(port), '127.0.0.1', () => process.send({ kind: 'ready', port: server.address().port }));
