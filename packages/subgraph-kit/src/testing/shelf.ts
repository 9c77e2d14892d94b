import type { TokenVerifier } from '@oms/auth';
import { affectedBy, openDatabase, rowsOf, type Database } from '@oms/database';
import { createLogger, createMetrics } from '@oms/telemetry';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { eventStream } from './event-stream';
import type { RequestContext } from '../request-context';
import { failureOf } from '../server/readiness';
import { subgraphServer, type SubgraphServer } from '../server/subgraph-server';

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

  type Query {
    book(id: ID!): Book
    books: [Book!]!
    bookByOrm(id: ID!): Book
    hello: String
  }
  type Mutation {
    rename(id: ID!, title: String!): Book!
  }
  type Subscription {
    "Reads when it starts, and for each event."
    renamed(id: ID!): Book!
    "Reads while it waits for the next event."
    polled: Book!
  }
  type Book @key(fields: "id") {
    id: ID!
    title: String!
  }
`;

class CreateBooks1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table books (id text primary key, title text not null)');
    await runner.query(`insert into books values ('tea', 'The Book of Tea')`);
  }

  async down(): Promise<void> {
    // A test database is dropped as a whole.
  }
}

interface Book {
  readonly id: string;
  readonly title: string;
}

const anonymous: TokenVerifier = { verify: () => Promise.resolve(undefined) };

/** A subgraph on a real database, and what its test can do to it. */
export interface Shelf extends SubgraphServer {
  readonly database: Database;
  readonly lines: string[];
  /** Sends an event to every subscriber. */
  announce(): void;
  subscribers(): number;
  /** Lets each context that is made from now on fail with this. */
  failContexts(error: Error | undefined): void;
}

const resolversOn = (database: Database) => {
  const listeners = new Set<(event: object) => void>();
  const one = async (id: string): Promise<Book | undefined> =>
    (await rowsOf<Book>(database.requests, 'select id, title from books where id = $1', [id]))[0];

  const listen = () =>
    eventStream<object>({
      open: (push) => {
        listeners.add(push);
        return () => {
          listeners.delete(push);
        };
      },
    });
  const poll = async function* () {
    for await (const event of listen()) yield { ...event, book: await one('tea') };
  };
  const resolvers = {
    Query: {
      book: (_root: unknown, { id }: Book) => one(id),
      books: () => rowsOf<Book>(database.requests, 'select id, title from books'),
      bookByOrm: async (_root: unknown, { id }: Book) =>
        (await database.requests.query<Book[]>('select id, title from books where id = $1', [id]))[0],
      hello: () => 'world',
    },
    Mutation: {
      rename: (_root: unknown, { id, title }: Book) =>
        database.transaction(async (tx) => {
          await affectedBy(tx, 'update books set title = $2 where id = $1', [id, title]);
          return { id, title };
        }),
    },
    Subscription: {
      renamed: {
        subscribe: async (_root: unknown, { id }: Book) => {
          await one(id);
          return listen();
        },
        resolve: (_event: unknown, { id }: Book) => one(id),
      },
      polled: { subscribe: poll, resolve: ({ book }: { book: Book }) => book },
    },
    Book: { __resolveReference: ({ id }: Book) => one(id) },
  };
  return { listeners, resolvers };
};

export const shelf = async (config: { readonly url: string; readonly schema: string }): Promise<Shelf> => {
  const lines: string[] = [];
  const logger = createLogger({ name: 'shelf', level: 'info', destination: { write: (line) => lines.push(line) } });
  const metrics = createMetrics({ service: 'shelf' });
  const migrations = [CreateBooks1767225600000];
  const database = await openDatabase({ ...config, poolMax: 2 }, { entities: [], migrations, logger, metrics });
  const { listeners, resolvers } = resolversOn(database);
  let contextFailure: Error | undefined;

  const server = subgraphServer<RequestContext>({
    name: 'orders',
    typeDefs,
    resolvers,
    verifier: anonymous,
    context: (request) => {
      if (contextFailure !== undefined) throw contextFailure;
      return request;
    },
    http: { host: '127.0.0.1', port: 0 },
    routes: (fastify) => {
      fastify.post('/webhooks/books', async () => rowsOf(database.requests, 'select id from books'));
    },
    readiness: async () => ({ database: await failureOf(database.ping()) }),
    logger,
    metrics,
  });

  return {
    ...server,
    database,
    lines,
    announce: () => {
      for (const push of listeners) push({});
    },
    subscribers: () => listeners.size,
    failContexts: (error) => {
      contextFailure = error;
    },
    stop: async () => {
      await server.stop();
      await database.close();
    },
  };
};
