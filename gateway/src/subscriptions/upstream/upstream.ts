import type { SubgraphAnswer } from '../../operation/operation';
import type { Subgraph } from '../../supergraph/supergraph';
import type { Identity } from '../../transport/identify';

/** What a subgraph is asked. */
export interface UpstreamOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One subscription at one subgraph. */
export interface UpstreamRequest {
  readonly subgraph: Subgraph;
  readonly identity: Identity;
  /** Asked for anew each time the subgraph is asked: after a lost connection a stream may have to go on elsewhere. */
  readonly operation: () => UpstreamOperation;
}

/** For clients of both protocols, which write out what they are given each time that they send it. */
export const payloadOf = ({ operation }: UpstreamRequest): { query: string; toJSON: () => object } => ({
  query: operation().query,
  toJSON: operation,
});

/** Why a subgraph gave a subscription up. */
export type UpstreamFailure =
  /** The subgraph's own words about this operation. */
  | { readonly kind: 'errors'; readonly errors: NonNullable<SubgraphAnswer['errors']> }
  /** It does not want this actor. */
  | { readonly kind: 'refused' }
  /** It cannot be reached, also not by trying again. */
  | { readonly kind: 'lost'; readonly detail: string };

/** Who listens to it. After `failed`, `ended`, or the returned stop, nothing more is said. */
export interface UpstreamListener {
  /** The subgraph is being asked now; again after each reconnection. */
  asked(): void;
  event(answer: SubgraphAnswer): void;
  failed(failure: UpstreamFailure): void;
  ended(): void;
}

/** Opens subscriptions at subgraphs. Lost connections come back by themselves, for as long as that makes sense. */
export interface Upstreams {
  /** Never throws. Returns how to stop, which takes effect at once. */
  open(request: UpstreamRequest, listener: UpstreamListener): () => void;
}
