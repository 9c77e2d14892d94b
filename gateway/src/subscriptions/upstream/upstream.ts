import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from '../../execution/prepared-operation';
import { SubgraphFailure } from '../../subgraphs/subgraph-failure';
import { subgraphAnswerOf, type SubgraphAnswer } from '../../subgraphs/subgraph-response';
import type { Subgraph } from '../../supergraph/supergraph';

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

/** One answer of a stream. What is none becomes an error in that event, and the stream goes on. */
export const eventOf = (answer: unknown, subgraph: string): SubgraphAnswer => {
  const event = subgraphAnswerOf(answer);
  if (event !== undefined) return event;
  const { message, code } = new SubgraphFailure('SUBGRAPH_BAD_ANSWER', subgraph);
  return { data: null, errors: [{ message, extensions: { code } }] };
};

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** About half a minute of trying with `backoff`. */
export const RECONNECTS_MAX = 12;

/** A subgraph that has never answered is given up sooner: the client waits for its first word. */
export const FIRST_CONNECTS_MAX = 3;

/** Waits longer each time, and never as long as others do: subscribers who lost the same subgraph must not return together. */
export const backoff = (attempt: number): Promise<void> => {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return delay(ceilingMs / 2 + (Math.random() * ceilingMs) / 2);
};
