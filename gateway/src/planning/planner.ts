import { getOperationAST, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { operationFromDocument, Supergraph as FederatedSupergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { directiveDefaults, exposeExecutableDirectives } from './executable-directives';
import { executablePlan } from './executable-plan';
import { keyPlaces } from './key-places';
import { withPlainConditions } from './plain-conditions';
import { requiresConflicts, type RequiresConflict } from './requires-conflicts';
import { resolvableKeysFirst } from './resolvable-keys';
import { standIns, subgraphNames, type StandIns } from './field-aliases';
import { hollowInterfaces, refuseUnanswerable } from './unanswerable';

export interface Planner {
  /** What clients see: without federation's machinery and without inaccessible elements. */
  readonly apiSchema: GraphQLSchema;
  /** The supergraph that operations are planned for: names in its `@requires` are names in answers. */
  readonly supergraph: FederatedSupergraph;
  readonly standIns: StandIns;
  readonly conflicts: readonly RequiresConflict[];
  /** Throws a GraphQLError for what cannot be planned. */
  readonly plan: (document: DocumentNode, operationName: string | undefined) => QueryPlan;
}

/**
 * Fields that were external for a stand-in's sake are used no more, which no validation would let pass; so the
 * supergraph as it came is validated in the place of this one.
 */
const rebuilt = (document: DocumentNode, validated: FederatedSupergraph): FederatedSupergraph => {
  validated.subgraphs();
  return FederatedSupergraph.build(document, { supportedFeatures: null, validateSupergraph: false });
};

/**
 * The query planner of Apollo, kept from what it would get wrong: see `plain-conditions.ts`, `stand-ins.ts`,
 * `resolvable-keys.ts` and `unanswerable.ts`. It is given another supergraph to plan for, which means the same.
 */
export const planner = (sdl: string, federated: FederatedSupergraph): Planner => {
  const document = parse(sdl, { noLocation: true });
  const ordered = resolvableKeysFirst(document);
  const substitutes = standIns(ordered, federated.schema);
  const planned = substitutes.fields.size > 0 ? substitutes.supergraph : ordered;
  const supergraph = planned === document ? federated : rebuilt(planned, federated);
  exposeExecutableDirectives(supergraph.apiSchema(), supergraph.schema);
  const conflicts = requiresConflicts(substitutes, federated.schema);
  const hollow = hollowInterfaces(federated.schema);
  exposeExecutableDirectives(federated.apiSchema(), federated.schema);
  const schema = federated.apiSchema().toGraphQLJSSchema();
  const defaults = directiveDefaults(schema);
  const execution = {
    ...substitutes,
    conflicts,
    defaults,
    keyPlaces: keyPlaces(federated.schema, subgraphNames(document)),
  };
  // All that reads a plan's operations here looks into their selections, and would miss what a fragment stands for.
  const queryPlanner = new QueryPlanner(supergraph, { reuseQueryFragments: false });

  return {
    apiSchema: schema,
    supergraph,
    standIns: substitutes,
    conflicts: [...conflicts.values()],
    plan: (asked, operationName) => {
      const name = operationName === undefined ? {} : { operationName };
      const plan = queryPlanner.buildQueryPlan(
        operationFromDocument(supergraph.apiSchema(), withPlainConditions(asked), name),
      );
      const operation = getOperationAST(asked, operationName);
      if (operation) refuseUnanswerable(plan, { document: asked, operation, schema, hollow });
      return executablePlan(plan, execution);
    },
  };
};
