import type { Metrics } from '@oms/telemetry';
import type { Subgraph } from '../supergraph/supergraph';
import type { Cancellation } from './cancellation';
import { guardedExchange, type SubgraphOptions } from './guarded-exchange';
import type { Exchanged } from './http-exchange';
import { withRetries, retryBudget } from './retries';
import { sharedFetches } from './shared-fetches';
import { SubgraphFailure } from './subgraph-failure';
import { type SubgraphResponse, subgraphResponseOf } from './subgraph-response';

export interface SubgraphFetch {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cancellation: Cancellation;
  readonly kind: 'query' | 'mutation';
  /** Requests with equal keys may share one fetch; undefined shares with none. */
  readonly shareBy: string | undefined;
}

/** One subgraph with its connection pool, circuit breaker and retry budget. */
export interface SubgraphClient {
  /** The answer, for this request alone to change. Rejects with a SubgraphFailure when there is none. */
  fetch(request: SubgraphFetch): Promise<SubgraphResponse>;
  close(): Promise<void>;
}

/** GraphQL servers may answer errors with any status; what counts is whether the body is an answer. */
const answerOf = ({ text }: Exchanged): SubgraphResponse | undefined => {
  try {
    return subgraphResponseOf(JSON.parse(text));
  } catch {
    return undefined;
  }
};

export const subgraphClient = (subgraph: Subgraph, options: SubgraphOptions, metrics: Metrics): SubgraphClient => {
  const { name } = subgraph;
  const guarded = guardedExchange(subgraph, options, metrics);
  const budget = retryBudget();
  const retries = metrics.counter('gateway_subgraph_retries_total', 'Queries that were sent again.', ['subgraph']);
  const joined = metrics.counter('gateway_subgraph_fetches_shared_total', 'Fetches that joined one under way.', [
    'subgraph',
  ]);
  for (const counter of [retries, joined]) counter.inc({ subgraph: name }, 0);
  const inFlightFetches = sharedFetches<Exchanged>(() => {
    joined.inc({ subgraph: name });
  });

  /** Only queries are repeated: a mutation whose answer was lost may have happened. */
  const withRetry = (request: SubgraphFetch, cancellation: Cancellation): Promise<Exchanged> => {
    budget.requested();
    const attempt = (): Promise<Exchanged> => guarded.send(request, cancellation);
    if (request.kind !== 'query') return attempt();
    const spend = (): boolean => {
      const allowed = budget.spend();
      if (allowed) retries.inc({ subgraph: name });
      return allowed;
    };
    return withRetries({ attempt, cancellation, spend });
  };

  const exchangeFor = (request: SubgraphFetch): Promise<Exchanged> =>
    request.shareBy === undefined
      ? withRetry(request, request.cancellation)
      : inFlightFetches.join(request.shareBy, request.cancellation, (abandoned) => withRetry(request, abandoned));

  const fetch = async (request: SubgraphFetch): Promise<SubgraphResponse> => {
    try {
      const exchanged = await exchangeFor(request);
      const answer = answerOf(exchanged);
      if (answer !== undefined) return answer;
      const seen = new Error(`Status ${exchanged.status.toString()}, ${exchanged.contentType || 'no content type'}`);
      throw new SubgraphFailure('SUBGRAPH_BAD_ANSWER', name, seen);
    } catch (error) {
      throw guarded.failureOf(error, request.cancellation);
    } finally {
      if (request.kind === 'mutation') inFlightFetches.stopSharing();
    }
  };

  return { fetch, close: guarded.close };
};
