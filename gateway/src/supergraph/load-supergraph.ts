import { createHash } from 'node:crypto';
import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph as FederatedSupergraph } from '@apollo/federation-internals';
import { planner } from '../planning/planner';
import type { RequiresConflict } from '../planning/requires-conflicts';
import { readAccessRules } from './access-rules';
import { readCostHints } from './cost-hints';
import { internalNames } from './internal-names';
import { readResumableFields } from './resumable-fields';
import type { Subgraph, Supergraph } from './supergraph';

/** What Apollo's planner supports, and what this gateway enforces itself. */
const SUPPORTED_FEATURES = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  'https://specs.apollo.dev/authenticated/v0.1',
  'https://specs.apollo.dev/requiresScopes/v0.1',
]);

export interface LoadOptions {
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
      const variable = name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
      const routingUrl = urls[variable] ?? url;
      if (!URL.canParse(routingUrl))
        throw new Error(`Subgraph "${name}" has no usable URL ("${routingUrl}"): set its routing URL`);
      return [name, { name, url: routingUrl }];
    }),
  );

/** Makes a supergraph of its SDL. Throws what is wrong with it. */
export const loadSupergraph = (sdl: string, options: LoadOptions): LoadedSupergraph => {
  const federated = FederatedSupergraph.build(sdl, { supportedFeatures: SUPPORTED_FEATURES, validateSupergraph: true });
  const { apiSchema, plan, standIns, conflicts, supergraph: planned } = planner(sdl, federated);

  const supergraph: Supergraph = {
    id: createHash('sha256').update(sdl).digest('hex'),
    apiSchema,
    subgraphs: subgraphsOf(federated, options),
    accessRules: readAccessRules(federated.schema),
    costs: readCostHints(federated.schema),
    resumable: readResumableFields(federated.schema),
    internalNames: internalNames(planned.schema),
    standIns,
    plan,
    supergraphSchema: federated.schema.toGraphQLJSSchema(),
  };
  return { supergraph, conflicts };
};
