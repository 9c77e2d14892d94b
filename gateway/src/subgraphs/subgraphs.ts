import type { Logger, Metrics } from '@oms/telemetry';
import { inSubgraphNames, type FieldAliases } from '../supergraph/name-mapping';
import type { Subgraph, Supergraph } from '../supergraph/supergraph';
import { dataSource, type SubgraphSource } from './data-source';
import type { SubgraphOptions } from './guarded-exchange';
import type { JsonObject } from './json';
import { subgraphClient, type SubgraphClient } from './subgraph-client';

/** Sends representations under the subgraph's own names. */
const withSubgraphNames = (source: SubgraphSource, aliases: FieldAliases): SubgraphSource => {
  if (aliases.size === 0) return source;
  return {
    fetch: (planned, context) => {
      const representations = planned.representations?.map((one) => inSubgraphNames(one, aliases) as JsonObject);
      return source.fetch({ ...planned, representations }, context);
    },
  };
};

/** How subgraphs are reached, by supergraph. */
export interface Subgraphs {
  /** The data sources of all subgraphs of a supergraph, by name. */
  of(supergraph: Supergraph): ReadonlyMap<string, SubgraphSource>;
  close(): Promise<void>;
}

export interface SubgraphsParts {
  readonly optionsFor: (subgraph: string) => SubgraphOptions;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * Keeps one client per name and URL for the life of the process, so that a reload keeps connections and circuits.
 *
 * A client whose subgraph has left the supergraph is not closed, since running operations may still hold it; it keeps
 * no connection for long without traffic.
 */
export const subgraphs = ({ optionsFor, metrics, logger }: SubgraphsParts): Subgraphs => {
  const clients = new Map<string, SubgraphClient>();
  const known = new WeakMap<Supergraph, ReadonlyMap<string, SubgraphSource>>();

  const clientOf = (subgraph: Subgraph): SubgraphClient => {
    const key = `${subgraph.name} ${subgraph.url}`;
    const client = clients.get(key) ?? subgraphClient(subgraph, optionsFor(subgraph.name), metrics);
    clients.set(key, client);
    return client;
  };

  const sourceOf = (subgraph: Subgraph): SubgraphSource =>
    dataSource(clientOf(subgraph), (failure) => {
      logger.warn({ subgraph: subgraph.name, code: failure.code, err: failure.cause }, failure.message);
    });

  const sourcesOf = ({ subgraphs: known, fieldAliases }: Supergraph): ReadonlyMap<string, SubgraphSource> =>
    new Map(
      [...known.values()].map((subgraph) => [subgraph.name, withSubgraphNames(sourceOf(subgraph), fieldAliases)]),
    );

  return {
    of: (supergraph) => {
      const sources = known.get(supergraph) ?? sourcesOf(supergraph);
      known.set(supergraph, sources);
      return sources;
    },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
};
