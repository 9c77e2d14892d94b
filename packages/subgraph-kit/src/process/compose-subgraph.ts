import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenVerifier, type TokenVerifier } from '@oms/auth';
import type { Context } from '@oms/contracts';
import { openDatabase, pruner, type Database, type MigrationClass, type Retention } from '@oms/database';
import { closingOnFailure, serviceOf, type Service } from '@oms/kernel';
import { connectBroker, eventMessaging, type Broker, type EventMessaging, type Subscription } from '@oms/messaging';
import type { EntitySchema } from 'typeorm';
import type { RequestContext } from '../request-context';
import { failureOf, messagingChecks } from '../server/readiness';
import { subgraphServer, type SubgraphServer, type SubgraphServerOptions } from '../server/subgraph-server';
import type { SubgraphConfig } from './config';
import type { ServiceParts } from './run-service';

/** What a context's own parts are made of. */
export interface Connections<Config> extends ServiceParts {
  readonly config: Config;
  readonly database: Database;
  readonly broker: Broker;
  /** Whether this context has applied everything that a publisher had committed at the time of the call. */
  readonly caughtUp: EventMessaging['caughtUp'];
}

/** The parts of a context. */
export interface SubgraphParts<C extends RequestContext> extends Pick<
  SubgraphServerOptions<C>,
  'resolvers' | 'context' | 'routes'
> {
  /** What it subscribes to. */
  readonly subscriptions: readonly Subscription[];
  /** Workers, feeds and pools of its own, in the order in which they start. They stop after events and the server. */
  readonly services?: readonly Service[];
}

interface SubgraphOptions<Config extends SubgraphConfig, C extends RequestContext> {
  readonly name: Context;
  /** The folder of the subgraph, where its `schema.graphql` is. */
  readonly folder: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly MigrationClass[];
  readonly retentions: readonly Retention[];
  readonly parts: (connections: Connections<Config>) => SubgraphParts<C>;
}

/** For tests: a verifier of tokens instead of the identity provider's. */
export interface SubgraphOverrides {
  readonly verifier?: TokenVerifier;
}

const closing = (database: Database, broker: Broker): Service => ({
  start: () => Promise.resolve(),
  stop: async () => {
    await broker.drain();
    await database.close();
  },
});

/**
 * A whole subgraph: its database, its broker, its relay and consumers, its own parts and its server.
 *
 * Connecting happens here; whatever fails then closes what is already open. Start is in the order: connections, pruner,
 * the context's own services, events, server; stop in reverse.
 */
export const composeSubgraph =
  <Config extends SubgraphConfig, C extends RequestContext>(options: SubgraphOptions<Config, C>) =>
  async (
    config: Config,
    { logger, metrics, verifier = tokenVerifier(config.identity, { logger }) }: ServiceParts & SubgraphOverrides,
  ): Promise<Service & Pick<SubgraphServer, 'url'>> => {
    const { name, folder, entities, migrations, retentions } = options;
    const { startupTimeoutMs, messaging } = config;
    const typeDefs = readFileSync(join(folder, 'schema.graphql'), 'utf8');
    const database = await openDatabase(config.database, { entities, migrations, logger, metrics, startupTimeoutMs });
    return closingOnFailure(database, async () => {
      const broker = await connectBroker({ ...messaging.broker, name, logger, startupTimeoutMs });
      return closingOnFailure({ close: () => broker.drain() }, () => {
        const parts = options.parts({
          config,
          database,
          broker,
          caughtUp: (request) => events.caughtUp(request),
          logger,
          metrics,
        });
        const { subscriptions, services = [], ...served } = parts;
        const { retry, partitions } = messaging;
        const context = { context: name, database, broker, logger, metrics };
        const events = eventMessaging({ ...context, subscriptions, retry, partitions });
        const readiness = async () => ({
          database: await failureOf(database.ping()),
          ...messagingChecks(broker, events),
        });
        const server = subgraphServer({
          ...served,
          name,
          typeDefs,
          verifier,
          http: config.http,
          readiness,
          logger,
          metrics,
        });
        const service = serviceOf(
          closing(database, broker),
          pruner({ database, retentions, logger, metrics }),
          ...services,
          events,
          server,
        );
        return Promise.resolve({ ...service, url: () => server.url() });
      });
    });
  };
