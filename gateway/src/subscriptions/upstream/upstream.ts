import { setTimeout as delay } from 'node:timers/promises';
import type { RetryPolicy } from '@oms/kernel';
import { backoff } from '@oms/workers';
import type { Identity } from '../../execution/prepared-operation';
import { SubgraphFailure } from '../../subgraphs/subgraph-failure';
import { subgraphResponseOf, type SubgraphResponse } from '../../subgraphs/subgraph-response';
import type { Subgraph } from '../../supergraph/supergraph';

/** An operation as it is sent to a subgraph. */
export interface UpstreamOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One subscription at one subgraph. */
export interface UpstreamRequest {
  readonly subgraph: Subgraph;
  readonly identity: Identity;
  /** Called each time the operation is sent: after a lost connection a stream may have to be resumed at another cursor. */
  readonly operation: () => UpstreamOperation;
}

/** For clients of both protocols, which write out what they are given each time that they send it. */
export const payloadOf = ({ operation }: UpstreamRequest): { query: string; toJSON: () => object } => ({
  query: operation().query,
  toJSON: operation,
});

/** Why a subgraph gave a subscription up. */
export type UpstreamFailure =
  /** The subgraph refused the operation with errors. */
  | { readonly kind: 'errors'; readonly errors: NonNullable<SubgraphResponse['errors']> }
  /** It does not accept this actor. */
  | { readonly kind: 'refused' }
  /** It cannot be reached, also not by trying again. */
  | { readonly kind: 'lost'; readonly detail: string };

/** After `failed`, `ended`, or a call of the returned stop, nothing more is called. */
export interface UpstreamListener {
  /** The operation is being sent to the subgraph; again after each reconnection. */
  asked(): void;
  event(answer: SubgraphResponse): void;
  failed(failure: UpstreamFailure): void;
  ended(): void;
}

/** Opens subscriptions at subgraphs. Lost connections are opened again, within the limits of `RECONNECT`. */
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
