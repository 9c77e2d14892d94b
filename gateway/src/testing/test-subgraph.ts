import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type DocumentNode } from 'graphql';

type Resolvers = NonNullable<Exclude<Parameters<typeof buildSubgraphSchema>[0], DocumentNode | unknown[]>>;

export interface TestSubgraphOptions {
  readonly name: string;
  readonly typeDefs: string;
  readonly resolvers?: object;
}

/** What reached a subgraph. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Answers in the place of the subgraph; `undefined` lets it answer itself. */
export type Fault = (response: ServerResponse, received: Received) => Promise<boolean> | boolean;

/** A subgraph behind a real socket, that can be made to fail. */
export interface TestSubgraph {
  readonly name: string;
  readonly url: string;
  readonly typeDefs: DocumentNode;
  readonly received: Received[];
  /** For all requests from here on. */
  misbehave(fault: Fault | undefined): void;
  /** Stops listening and drops all connections, as a process that dies does. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [
  "@key", "@external", "@requires", "@shareable", "@provides", "@authenticated", "@requiresScopes", "@interfaceObject", "@inaccessible",
  "@composeDirective"
])`;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

export const testSubgraph = async ({ name, typeDefs, resolvers = {} }: TestSubgraphOptions): Promise<TestSubgraph> => {
  const document = parse(`${FEDERATION}\n${typeDefs}`);
  const schema = buildSubgraphSchema({ typeDefs: document, resolvers } as Resolvers);
  const received: Received[] = [];
  let fault: Fault | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { query, variables } = JSON.parse(await bodyOf(request)) as Received;
    const seen = { headers: request.headers, query, variables };
    received.push(seen);
    if (fault !== undefined && (await fault(response, seen))) return;
    const result = await execute({ schema, document: parse(query), variableValues: variables, contextValue: seen });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(result));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  let port = 0;
  const start = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  await start();

  return {
    name,
    url: `http://127.0.0.1:${port.toString()}/graphql`,
    typeDefs: document,
    received,
    misbehave: (next) => {
      fault = next;
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    start,
  };
};
