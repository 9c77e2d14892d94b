import type { GraphQLError } from 'graphql';
import type { DocumentLimits } from '@oms/document-limits';
import type { Execute, PreparedOperation, Identity } from '../execution/prepared-operation';
import type { Supergraph } from '../supergraph/supergraph';

/** How large an operation may be. The same for every transport. */
export interface Limits extends DocumentLimits {
  /** Lexical tokens of the document. */
  readonly tokensMax: number;
  /** Objects that the answer may hold, by list sizes; see `operation-cost.ts`. */
  readonly costMax: number;
  /** What one `first`, `last` or `limit` may ask for. */
  readonly listSizeMax: number;
}

/** What a client asks for, whichever way it came: HTTP, WebSocket or server-sent events. */
export interface OperationRequest {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export type Preparation =
  | { readonly ok: true; readonly operation: PreparedOperation }
  /** Nothing was fetched. `status` is what HTTP says with `application/graphql-response+json`. */
  | { readonly ok: false; readonly status: number; readonly errors: readonly GraphQLError[] };

/** Who asks for an operation: what may depend on it, and what its log lines are found by. */
export type Asker = Pick<Identity, 'actor' | 'correlationId'>;

/** How an operation is run, the same for each transport. */
export interface Operations {
  /** Parses, validates, checks limits and access rules, and plans. Synchronous and cached; never throws. */
  prepare(request: OperationRequest, asker: Asker, supergraph?: Supergraph): Preparation;
  readonly execute: Execute;
}
