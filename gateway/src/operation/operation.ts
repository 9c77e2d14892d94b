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

/** An operation as a client sends it, over HTTP, a WebSocket or server-sent events. */
export interface OperationRequest {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export type Preparation = { readonly ok: true; readonly operation: PreparedOperation } | Refusal;

/** Why an operation is not run. Nothing was fetched. */
export interface Refusal {
  readonly ok: false;
  /** The HTTP status for `application/graphql-response+json`. */
  readonly status: number;
  /** Whether the request was well-formed and named a document, so that only its GraphQL is refused. */
  readonly hasDocument: boolean;
  /** Undefined where it was not found out which operation is meant. */
  readonly kind: PreparedOperation['kind'] | undefined;
  readonly errors: readonly GraphQLError[];
}

const BAD_REQUEST = 400;

const statusIn = ({ extensions }: GraphQLError): number | undefined =>
  (extensions['http'] as { readonly status?: number } | undefined)?.status;

/** The status is that of the last error which has one in its extensions, or 400. */
export const refused = (
  errors: readonly GraphQLError[],
  { hasDocument = true, kind }: { readonly hasDocument?: boolean; readonly kind?: PreparedOperation['kind'] } = {},
): Refusal => {
  const status = errors.map(statusIn).findLast((one) => one !== undefined) ?? BAD_REQUEST;
  return { ok: false, status, hasDocument, kind, errors };
};

/** The actor of an operation, on which it may depend, and the correlation id of its log lines. */
export type Requester = Pick<Identity, 'actor' | 'correlationId'>;

/** How an operation is run, the same for each transport. */
export interface Operations {
  /** Parses, validates, checks limits and access rules, and plans. Synchronous and cached; never throws. */
  readonly prepare: (request: OperationRequest, requester: Requester, supergraph?: Supergraph) => Preparation;
  readonly execute: Execute;
}
