/** The code of what was not executed, or not in full, and may succeed in a moment; subgraphs use it too. */
export const SERVICE_UNAVAILABLE = 'SERVICE_UNAVAILABLE';

interface Reported {
  readonly extensions?: { readonly code?: unknown } | null | undefined;
}

const isUnavailable = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as Reported).extensions?.code === SERVICE_UNAVAILABLE;

/** Whether something of the answer is missing because a service was not available. */
export const lacksService = ({ errors }: { readonly errors?: unknown }): boolean =>
  Array.isArray(errors) && errors.some(isUnavailable);

/** Whether there is nothing in the answer, for that reason. */
export const isWithoutService = (result: { readonly data?: unknown; readonly errors?: unknown }): boolean =>
  (result.data ?? undefined) === undefined && lacksService(result);

export type FailureCode =
  | 'SUBGRAPH_UNREACHABLE'
  | 'SUBGRAPH_TIMEOUT'
  | 'SUBGRAPH_BAD_ANSWER'
  | 'SUBGRAPH_OVERLOADED'
  | 'SUBGRAPH_CIRCUIT_OPEN'
  | 'REQUEST_CANCELLED';

const texts: Record<FailureCode, string> = {
  SUBGRAPH_UNREACHABLE: 'could not be reached',
  SUBGRAPH_TIMEOUT: 'did not answer in time',
  SUBGRAPH_BAD_ANSWER: 'gave no usable answer',
  SUBGRAPH_OVERLOADED: 'has too many requests waiting',
  SUBGRAPH_CIRCUIT_OPEN: 'gets no requests for a moment, because it keeps failing',
  REQUEST_CANCELLED: 'was not waited for: the request was cancelled or reached its deadline',
};

/** No answer from a subgraph. The message is safe to show; what lies behind it is the `cause`. */
export class SubgraphFailure extends Error {
  override readonly name = 'SubgraphFailure';
  readonly code: FailureCode;

  constructor(code: FailureCode, subgraph: string, cause?: unknown) {
    super(`Subgraph "${subgraph}" ${texts[code]}.`, { cause });
    this.code = code;
  }
}

/** Nothing was executed, and the same may succeed in a moment: to a client they are one. */
const UNAVAILABLE: ReadonlySet<FailureCode> = new Set([
  'SUBGRAPH_UNREACHABLE',
  'SUBGRAPH_OVERLOADED',
  'SUBGRAPH_CIRCUIT_OPEN',
]);

/** The extensions of a failure in the error that a client gets. */
export const failureExtensions = ({ code }: SubgraphFailure): Readonly<Record<string, unknown>> =>
  UNAVAILABLE.has(code) ? { code: SERVICE_UNAVAILABLE, retryable: true, reason: code } : { code };

/** Faults of the subgraph or of the way to it, in contrast to those of the request: they count against the subgraph. */
export const isFaultOfSubgraph = ({ code }: SubgraphFailure): boolean =>
  code === 'SUBGRAPH_UNREACHABLE' || code === 'SUBGRAPH_TIMEOUT' || code === 'SUBGRAPH_BAD_ANSWER';
