import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSchema, execute, parse, type ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { topics } from './topics';

/**
 * Two subgraphs in one process: `/feed` has a subscription over graphql-transport-ws, `/authors` answers the join of
 * each event; and a key set at `/jwks`.
 *
 * `feed-process.js JWKS`, forked: it sends its port to its parent, publishes on command, and ends with its parent.
 */
const [, , jwks = ''] = process.argv;

const feedSchema = buildSchema(`
  type Query { lastNumber: Int! }
  type Subscription { posted(topic: ID!): Post! }
  type Post { number: Int! text: String! author: Author! }
  type Author { id: ID! }
`);

const authorsSchema = buildSchema(`
  scalar _Any
  union _Entity = Author
  type Query { author(id: ID!): Author _entities(representations: [_Any!]!): [_Entity]! }
  type Author { id: ID! name: String! }
`);

const author = ({ id }: { readonly id: string }) => ({ __typename: 'Author', id, name: `Author ${id}` });
const authors = {
  author,
  _entities: ({ representations }: { readonly representations: readonly { readonly id: string }[] }) =>
    representations.map(author),
};

const feed = topics();

interface SubgraphRequest {
  readonly query: string;
  readonly variables?: ExecutionArgs['variableValues'];
}

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { query, variables } = JSON.parse(await text(request)) as SubgraphRequest;
  const document = parse(query);
  const result = await execute({ schema: authorsSchema, document, variableValues: variables, rootValue: authors });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
};

const server = createServer((request, response) => {
  if (request.url === '/jwks') response.setHeader('content-type', 'application/json').end(jwks);
  else answer(request, response).catch(() => response.destroy());
});

useServer(
  {
    schema: feedSchema,
    roots: { subscription: { posted: ({ topic }: { readonly topic: string }) => feed.subscribe(topic) } },
  },
  new WebSocketServer({ server, path: '/feed' }),
);

export type FeedCommand = { readonly type: 'publish'; readonly number: number } | { readonly type: 'count' };

export type FeedMessage =
  | { readonly type: 'listening'; readonly port: number }
  /** `at` is of the clock that all processes of one machine share, in nanoseconds. */
  | { readonly type: 'published'; readonly at: string }
  | { readonly type: 'count'; readonly open: number };

const send = (message: FeedMessage): void => {
  process.send?.(message);
};

process.on('message', (command: FeedCommand) => {
  if (command.type === 'count') {
    send({ type: 'count', open: feed.open() });
    return;
  }
  const at = process.hrtime.bigint();
  feed.publish({ number: command.number, text: 'The text of a post.', author: { id: '1' } });
  send({ type: 'published', at: at.toString() });
});
process.on('disconnect', () => {
  process.exit(0);
});
server.listen(0, '127.0.0.1', () => {
  send({ type: 'listening', port: (server.address() as AddressInfo).port });
});
