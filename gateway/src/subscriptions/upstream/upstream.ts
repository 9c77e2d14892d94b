import type { RetryPolicy } from '@oms/kernel';
import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from '../../execution/prepared-operation';
import { SubgraphFailure } from '../../subgraphs/subgraph-failure';
import { subgraphResponseOf, type SubgraphResponse } from '../../subgraphs/subgraph-response';
import type { Subgraph } from '../../supergraph/supergraph';
import { backoff } from '../../subgraphs/backoff';

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
  | { readonly kind: 'errors'; readonly errors: NonNullable<SubgraphResponse['errors']> }
  /** It does not want this actor. */
  | { readonly kind: 'refused' }
  /** It cannot be reached, also not by trying again. */
  | { readonly kind: 'lost'; readonly detail: string };

/** Who listens to it. After `failed`, `ended`, or the returned stop, nothing more is said. */
export interface UpstreamListener {
  /** The subgraph is being asked now; again after each reconnection. */
  asked(): void;
  event(answer: SubgraphResponse): void;
  failed(failure: UpstreamFailure): void;
  ended(): void;
}

/** Opens subscriptions at subgraphs. Lost connections come back by themselves, for as long as that makes sense. */
export interface Upstreams {
  /** Never throws. Returns how to stop, which takes effect at once. */
  open(request: UpstreamRequest, listener: UpstreamListener): () => void;
}

/** One answer of a stream. What is none becomes an error in that event, and the stream goes on. */
export const eventOf = (answer: unknown, subgraph: string): SubgraphResponse => {
  const event = subgraphResponseOf(answer);
  if (event !== undefined) return event;
  const { message, code } = new SubgraphFailure('SUBGRAPH_BAD_ANSWER', subgraph);
  return { data: null, errors: [{ message, extensions: { code } }] };
};

/** About half a minute of trying. */
export const RECONNECT: RetryPolicy = { attemptsMax: 13, backoffMs: 100, backoffMaxMs: 5_000 };

/** A subgraph that has never responded is given up sooner: the client waits for its first event. */
export const FIRST_CONNECTS_MAX = 3;

/** Waits before the next connection. `retries` is 0 before the first one. */
export const waitForRetry = (retries: number): Promise<void> => delay(backoff(retries + 1, RECONNECT));
