import type { DocumentNode, ExecutionResult, GraphQLError, OperationDefinitionNode } from 'graphql';
import type { QueryPlan } from '@apollo/query-planner';
import type { VerifiedActor } from '@oms/auth';
import type { Cancellation } from '../subgraphs/cancellation';
import type { SubgraphResponse } from '../subgraphs/subgraph-response';
import type { Supergraph } from '../supergraph/supergraph';

/** An operation that is parsed, valid, within the limits, allowed to its actor and planned. Holds for one actor's scopes. */
export interface PreparedOperation {
  readonly supergraph: Supergraph;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string | undefined;
  /** The client's document, with what this actor may not see, under names that are safe to execute; see `client-names.ts`. */
  readonly document: DocumentNode;
  /** Whether names in the answer must be changed back to the client's. */
  readonly renamed: boolean;
  readonly definition: OperationDefinitionNode;
  /** Equal for equal documents, operation names and rights under one supergraph: a key for caches and for sharing. */
  readonly key: string;
  /** As the client sent them; they were checked against the operation's types. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly plan: QueryPlan;
  /** Fields which this actor may not see: left out of the plan, null in the answer. `execute` reports these itself. */
  readonly refusals: readonly GraphQLError[];
  /** To be called with the bytes of what is kept with the plan besides. */
  readonly onKept: (bytes: number) => void;
}

/** What travels with an operation to every subgraph. */
export interface RequestContext {
  readonly actor: VerifiedActor | undefined;
  readonly correlationId: string;
  /** Headers for the subgraphs: authorization, x-correlation-id, traceparent and what configuration forwards. */
  readonly headers: Readonly<Record<string, string>>;
  /** Equal for actors between whom nothing may differ in any answer: a key for sharing fetches and upstreams. */
  readonly identityKey: string;
  /** Cancelled when the client has gone or the deadline has passed. */
  readonly cancellation: Cancellation;
}

/** What is known of a request from its headers: its actor, and what of it is forwarded to subgraphs. */
export type Identity = Omit<RequestContext, 'cancellation'>;

/**
 * Fetches what the plan names and merges it into one result for the client: masked, without `valueCompletion`. Never rejects.
 * For a subscription, `event` is one response to its primary fetch, and the rest is merged into it.
 */
export type Execute = (
  operation: PreparedOperation,
  context: RequestContext,
  event?: SubgraphResponse,
) => Promise<ExecutionResult>;
