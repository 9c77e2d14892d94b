import { getOperationAST, parse, type DocumentNode } from 'graphql';
import { operationFromDocument, Supergraph as FederatedSupergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { PlannerOf } from '../supergraph/load-supergraph';
import { directiveDefaults, exposeExecutableDirectives } from './executable-directives';
import { executablePlan } from './executable-plan';
import { subgraphNames, withFieldAliases } from './field-aliases';
import { keyPlaces } from './key-places';
import { withPlainConditions } from './plain-conditions';
import { requiresConflicts } from './requires-conflicts';
import { resolvableKeysFirst } from './resolvable-keys';
import { incompleteInterfaces, refuseUnanswerable } from './unanswerable';

/**
 * A field that was external only for a `@requires` with arguments is unused once its alias is required instead, which
 * validation would refuse. So the supergraph as it was composed is validated in place of this one.
 */
const rebuilt = (document: DocumentNode, validated: FederatedSupergraph): FederatedSupergraph => {
  validated.subgraphs();
  return FederatedSupergraph.build(document, { supportedFeatures: null, validateSupergraph: false });
};

/**
 * Apollo's query planner, corrected where its plans would be wrong: see `plain-conditions.ts`, `field-aliases.ts`,
 * `resolvable-keys.ts` and `unanswerable.ts`. It plans for a rewritten supergraph that has the same meaning.
 */
export const planner: PlannerOf = (sdl, federated) => {
  const document = parse(sdl, { noLocation: true });
  const ordered = resolvableKeysFirst(document);
  const aliased = withFieldAliases(ordered, federated.schema);
  const planned = aliased.aliases.size > 0 ? aliased.supergraph : ordered;
  const supergraph = planned === document ? federated : rebuilt(planned, federated);
  exposeExecutableDirectives(supergraph.apiSchema(), supergraph.schema);
  const conflicts = requiresConflicts(aliased, federated.schema);
  const incomplete = incompleteInterfaces(federated.schema);
  exposeExecutableDirectives(federated.apiSchema(), federated.schema);
  const schema = federated.apiSchema().toGraphQLJSSchema();
  const defaults = directiveDefaults(schema);
  const execution = {
    ...aliased,
    conflicts,
    defaults,
    keyPlaces: keyPlaces(federated.schema, subgraphNames(document)),
  };
  // Code that reads a plan's operations looks into their selections only, and would miss what is in a fragment.
  const queryPlanner = new QueryPlanner(supergraph, { reuseQueryFragments: false });

  return {
    apiSchema: schema,
    supergraph,
    fieldAliases: aliased.aliases,
    conflicts: [...conflicts.values()],
    plan: (asked, operationName) => {
      const name = operationName === undefined ? {} : { operationName };
      const plan = queryPlanner.buildQueryPlan(
        operationFromDocument(supergraph.apiSchema(), withPlainConditions(asked), name),
      );
      const operation = getOperationAST(asked, operationName);
      if (operation) refuseUnanswerable(plan, { document: asked, operation, schema, incomplete });
      return executablePlan(plan, execution);
    },
  };
};
