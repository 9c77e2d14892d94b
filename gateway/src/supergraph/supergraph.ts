import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { QueryPlan } from '@apollo/query-planner';
import type { AccessRules } from './access-rules';
import type { FieldAliases } from './name-mapping';
import type { ResumableFields } from './resumable-fields';

/** A subgraph as the supergraph names it. */
export interface Subgraph {
  readonly name: string;
  /** Where queries and mutations go: `SUBGRAPH_<NAME>_URL`, or the routing URL where that is not set. */
  readonly url: string;
}

/** The name of a subgraph as settings have it: in capitals, with `_` for all that is no letter or digit. */
export const settingNameOf = (subgraph: string): string => subgraph.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

/**
 * One loaded supergraph. It never changes: a new file makes a new one, and an operation that has begun under this one ends under it.
 */
export interface Supergraph {
  /** The hash of its SDL: equal ids mean equal supergraphs. */
  readonly id: string;
  /** What clients see, without federation's machinery and without inaccessible elements. */
  readonly apiSchema: GraphQLSchema;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  /** Who may use which field. `@apollo/gateway` refuses supergraphs that say so; here they are enforced before any fetch. */
  readonly accessRules: AccessRules;
  /** Sizes of lists and costs of fields, as the supergraph has them. */
  readonly costs: CostHints;
  /** The subscriptions that are resumed after a cursor when they are opened again. */
  readonly resumable: ResumableFields;
  /** Names that a client's aliases must not take while a plan is executed. */
  readonly internalNames: ReadonlySet<string>;
  /** Under which names plans fetch what `@requires` selects with arguments. */
  readonly fieldAliases: FieldAliases;
  /**
   * Plans one operation of a valid document. A subscription's plan is a `Subscription` node: `primary` is the
   * operation to open at its subgraph, `rest` is what each event still needs from others.
   * Not cached here; throws a GraphQLError for what cannot be planned.
   */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan;
  /** With all that clients do not see: what plans are run by. */
  readonly supergraphSchema: GraphQLSchema;
}

/** `@listSize` and `@cost` by coordinate (`Type.field`, and `Type` for a weight). */
export interface CostHints {
  readonly weights: ReadonlyMap<string, number>;
  readonly lists: ReadonlyMap<string, ListSize>;
}

export interface ListSize {
  readonly assumedSize?: number | undefined;
  readonly slicingArguments?: readonly string[] | undefined;
  readonly sizedFields?: readonly string[] | undefined;
}

/** Where the supergraph in force comes from. */
export interface SupergraphSource {
  current(): Supergraph;
  /** Called after `current()` has changed to `next`. The listener must not throw. Returns how to stop listening. */
  onChange(listener: (next: Supergraph) => void): () => void;
}
