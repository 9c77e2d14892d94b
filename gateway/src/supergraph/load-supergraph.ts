import { createHash } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph as FederatedSupergraph } from '@apollo/federation-internals';
import { readAccessRules } from './access-rules';
import { readCostHints } from './cost-hints';
import { internalNames } from './name-mapping';
import { readResumableFields } from './resumable-fields';
import { settingNameOf, type Subgraph, type Supergraph } from './supergraph';

/** What Apollo's planner supports, and what this gateway enforces itself. */
const SUPPORTED_FEATURES = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  'https://specs.apollo.dev/authenticated/v0.1',
  'https://specs.apollo.dev/requiresScopes/v0.1',
]);

/** A field whose `@requires` needs two values under one name, so that no representation can carry both. */
export interface RequiresConflict {
  readonly coordinate: string;
  /** The two, as written. */
  readonly required: readonly string[];
}

/** What planning makes of a supergraph. */
export interface PlannedSupergraph extends Pick<Supergraph, 'plan' | 'fieldAliases'> {
  /** What clients see: without federation's machinery and without inaccessible elements. */
  readonly apiSchema: GraphQLSchema;
  /** The supergraph that operations are planned for: names in its `@requires` are names in responses. */
  readonly supergraph: FederatedSupergraph;
  readonly conflicts: readonly RequiresConflict[];
}

/** Makes the planner of a supergraph, which is given as SDL and as Apollo's federation library has built it. */
export type PlannerOf = (sdl: string, federated: FederatedSupergraph) => PlannedSupergraph;

export interface LoadOptions {
  readonly planner: PlannerOf;
  /** Instead of routing URLs, by the subgraph's name in capitals with `_` for all that is no letter or digit. */
  readonly urls: Readonly<Record<string, string>>;
}

export interface LoadedSupergraph {
  readonly supergraph: Supergraph;
  readonly conflicts: readonly RequiresConflict[];
}

const subgraphsOf = (supergraph: FederatedSupergraph, { urls }: LoadOptions): ReadonlyMap<string, Subgraph> =>
  new Map(
    supergraph.subgraphsMetadata().map(({ name, url }) => {
      const routingUrl = urls[settingNameOf(name)] ?? url;
      if (!URL.canParse(routingUrl))
        throw new Error(`Subgraph "${name}" has no usable URL ("${routingUrl}"): set its routing URL`);
      return [name, { name, url: routingUrl }];
    }),
  );

/** Makes a supergraph of its SDL. Throws what is wrong with it. */
export const loadSupergraph = (sdl: string, options: LoadOptions): LoadedSupergraph => {
  const federated = FederatedSupergraph.build(sdl, { supportedFeatures: SUPPORTED_FEATURES, validateSupergraph: true });
  const { apiSchema, plan, fieldAliases, conflicts, supergraph: planned } = options.planner(sdl, federated);

  const supergraph: Supergraph = {
    id: createHash('sha256').update(sdl).digest('hex'),
    apiSchema,
    subgraphs: subgraphsOf(federated, options),
    accessRules: readAccessRules(federated.schema),
    costs: readCostHints(federated.schema),
    resumable: readResumableFields(federated.schema),
    internalNames: internalNames(planned.schema),
    fieldAliases,
    plan,
    supergraphSchema: federated.schema.toGraphQLJSSchema(),
  };
  return { supergraph, conflicts };
};
