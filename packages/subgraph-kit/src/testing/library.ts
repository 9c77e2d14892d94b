import type { VerifiedActor, TokenVerifier } from '@oms/auth';
import { InvalidToken } from '@oms/auth';
import { createLogger, createMetrics } from '@oms/telemetry';
import { GraphQLError } from 'graphql';
import { pageRequest } from '../input/pages';
import { eventStream } from './event-stream';
import { unauthenticated } from '../errors';
import type { RequestContext } from '../request-context';
import { subgraphServer, type SubgraphServer } from '../server/subgraph-server';

const typeDefs = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@requiresScopes"])

  scalar DateTime

  type Query {
    book(id: ID!): Book
    books(first: Int, after: String): [Book!]!
    loans: [Loan!] @authenticated
    ledger: Ledger
    search(filter: BookFilter): [Book!]!
    publishedSince(at: DateTime!): [Book!]!
    fault: String
    uncoded: String
    lostCursor: String
    slow: String
    whoAmI: String
  }
  type Mutation {
    lend(input: LendInput!): Book @requiresScopes(scopes: [["library:lend", "library:read"], ["library:admin"]])
  }
  type Subscription {
    arrivals: Book!
    returns: Book! @requiresScopes(scopes: [["library:lend"]])
  }
  type Book @key(fields: "id") {
    id: ID!
    title: String!
    borrower: String @requiresScopes(scopes: [["library:lend"]])
    nobody: String!
  }
  type Loan {
    book: Book!
  }
  type Ledger @requiresScopes(scopes: [["library:admin"]]) {
    entries: Int!
  }
  input BookFilter {
    titles: [String!]
    and: BookFilter
  }
  input LendInput {
    id: ID!
    note: String
  }
`;

export const tea = { id: 'tea', title: 'The Book of Tea', borrower: 'ada' };
const dune = { id: 'dune', title: 'Dune', borrower: 'grace' };

const FAR_AHEAD_SECONDS = 4_000_000_000;

const actors: Readonly<Record<string, readonly string[]>> = {
  reader: [],
  lender: ['library:lend', 'library:read'],
  admin: ['library:admin'],
};

/** Persona tokens: what a token must be is another package's test. `reader@<seconds>` expires then. */
const verifier: TokenVerifier = {
  verify: (authorization) => {
    if (authorization === undefined) return Promise.resolve(undefined);
    const [name = '', expiresAt = FAR_AHEAD_SECONDS] = authorization.replace('Bearer ', '').split('@');
    const scopes = actors[name];
    if (scopes === undefined) return Promise.reject(new InvalidToken('The token is not valid.'));
    const actor: VerifiedActor = {
      id: name,
      scopes: new Set(scopes),
      expiresAt: Number(expiresAt) * 1_000,
      token: name,
    };
    return Promise.resolve(actor);
  },
};

/** A subgraph about nothing in particular, and what its test can do to it. */
export interface Library extends SubgraphServer {
  /** Sends a book to every subscriber of `arrivals`. */
  arrive(book: object): void;
  subscribers(): number;
  /** Lets the requests for `slow` go on. */
  release(): void;
  waiting(): number;
  /** Every line that was logged, as text. */
  readonly lines: string[];
  contexts(): number;
  failReadiness(): void;
  readinessChecks(): number;
}

class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

const openLibrary = () => {
  const subscribers = new Set<(book: object) => void>();
  const releases: (() => void)[] = [];

  const arrivals = () =>
    eventStream<object>({
      open: (push) => {
        subscribers.add(push);
        return () => {
          subscribers.delete(push);
        };
      },
    });
  const lend = (_root: unknown, { input }: { input: { id: string } }) => ({ ...tea, id: input.id });
  const resolvers = {
    Query: {
      book: (_root: unknown, { id }: { id: string }) => (id === tea.id ? tea : null),
      books: (_root: unknown, page: object) => [tea, dune].slice(0, pageRequest(page).first),
      loans: () => [{ book: tea }],
      ledger: () => ({ entries: 1 }),
      search: () => [tea],
      publishedSince: () => [tea],
      fault: () => {
        throw new Error('connection to postgres://library:hunter2@db/library lost');
      },
      uncoded: () => {
        throw new GraphQLError('the vault is under the stairs');
      },
      lostCursor: () => {
        throw new BadCursor('not ours');
      },
      slow: () =>
        new Promise((resolve) =>
          releases.push(() => {
            resolve('done');
          }),
        ),
      whoAmI: (_root: unknown, _args: unknown, { actor }: RequestContext) => {
        if (actor === undefined) throw unauthenticated('Nobody.');
        return actor.id;
      },
    },
    Mutation: { lend },
    Subscription: {
      arrivals: { subscribe: arrivals, resolve: (book: object) => book },
      returns: { subscribe: arrivals, resolve: (book: object) => book },
    },
    Book: {
      __resolveReference: ({ id }: { id: string }) => Promise.resolve(id === tea.id ? { ...tea } : null),
      nobody: () => null,
    },
  };
  return { subscribers, releases, resolvers };
};

export const library = ({ port = 0 } = {}): Library => {
  const { subscribers, releases, resolvers } = openLibrary();
  const lines: string[] = [];
  let contexts = 0;
  let ready = true;
  let asked = 0;

  const server = subgraphServer({
    name: 'orders',
    typeDefs,
    resolvers,
    verifier,
    context: (request) => {
      contexts += 1;
      return request;
    },
    http: { host: '127.0.0.1', port },
    routes: (fastify) => {
      fastify.post('/webhooks/arrivals', (request) => ({ raw: Buffer.isBuffer(request.body) }));
    },
    readiness: () => {
      asked += 1;
      return Promise.resolve({ database: ready ? undefined : 'no route to db.internal' });
    },
    logger: createLogger({ name: 'library', level: 'info', destination: { write: (line) => lines.push(line) } }),
    metrics: createMetrics({ service: 'library' }),
  });

  return {
    ...server,
    lines,
    arrive: (book) => {
      for (const push of subscribers) push(book);
    },
    subscribers: () => subscribers.size,
    release: () => {
      for (const release of releases.splice(0)) release();
    },
    waiting: () => releases.length,
    contexts: () => contexts,
    failReadiness: () => {
      ready = false;
    },
    readinessChecks: () => asked,
  };
};
