import type {
  DocumentNode,
  ExecutionResult,
  GraphQLError,
  GraphQLFormattedError,
  OperationDefinitionNode,
} from 'graphql';
import type { QueryPlan } from '@apollo/query-planner';
import type { VerifiedActor } from '@oms/auth';
import type { Supergraph } from '../supergraph/supergraph';
import type { Cancellation } from '../subgraphs/cancellation';

/** What a client asks for, whichever way it came: HTTP, WebSocket or server-sent events. */
export interface OperationRequest {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

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
  /** To be told by who keeps more with the plan, in bytes. */
  readonly onKept: (bytes: number) => void;
}

export type Preparation =
  | { readonly ok: true; readonly operation: PreparedOperation }
  /** Nothing was fetched. `status` is what HTTP says with `application/graphql-response+json`. */
  | { readonly ok: false; readonly status: number; readonly errors: readonly GraphQLError[] };

/** What travels with an operation to every subgraph. */
export interface RequestContext {
  readonly actor: VerifiedActor | undefined;
  readonly correlationId: string;
  /** Headers for the subgraphs: authorization, x-correlation-id, traceparent and what configuration forwards. */
  readonly headers: Readonly<Record<string, string>>;
  /** Equal for actors between whom nothing may differ in any answer: a key for sharing fetches and upstreams. */
  readonly identityKey: string;
  /** When the client has gone or the deadline passed. */
  readonly cancellation: Cancellation;
}

/** Who asks for an operation: what may depend on it, and what its log lines are found by. */
export type Asker = Pick<RequestContext, 'actor' | 'correlationId'>;

/** An answer as a subgraph gives it. */
export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly (GraphQLFormattedError | GraphQLError)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The way of every operation, the same for each transport. */
export interface Operations {
  /** Parses, validates, holds against limits and access rules, plans. Synchronous and cached; never throws. */
  prepare(request: OperationRequest, asker: Asker, supergraph?: Supergraph): Preparation;
  /**
   * Fetches and joins; the answer is ready for the client (masked, no `valueCompletion`). Never rejects.
   * For a subscription, `event` is one answer of its primary fetch, and the rest is joined to it.
   */
  execute(operation: PreparedOperation, context: RequestContext, event?: SubgraphAnswer): Promise<ExecutionResult>;
}
