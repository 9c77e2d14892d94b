import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Metrics } from '@oms/telemetry';
import type { SubgraphAnswer } from '../operation/operation';
import type { Subgraph } from '../supergraph/supergraph';
import { circuitBreaker, type CircuitOptions } from './circuit-breaker';
import { exchange, ExchangeTimeout, type Exchanged } from './http-exchange';
import { retryBudget } from './retry-budget';
import { sharedFetches } from './shared-fetches';
import { isFaultOfSubgraph, SubgraphFailure } from './subgraph-failure';

/** Subgraphs close idle connections after 5 s where they are Node servers; they say so, and the pool heeds it. */
const KEEP_ALIVE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 2_000;
const RETRY_PAUSE_MS = 50;
/** Answers of proxies and of servers that are starting or stopping: the request did not reach the subgraph's resolvers. */
const STATUSES_TO_RETRY = new Set([502, 503, 504]);

export interface SubgraphOptions {
  readonly timeoutMs: number;
  /** Connections per subgraph. */
  readonly connectionsMax: number;
  /** Requests that may wait for a connection. */
  readonly queueMax: number;
  readonly circuit: CircuitOptions;
}

export interface SubgraphFetch {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly kind: 'query' | 'mutation';
  /** Equal keys may share one fetch; undefined shares with nobody. */
  readonly shareBy: string | undefined;
}

/** One subgraph as the gateway reaches it: its pool, its circuit, its budget. */
export interface SubgraphClient {
  /** The answer, for this caller alone to change. Rejects with a SubgraphFailure when there is none. */
  fetch(request: SubgraphFetch): Promise<SubgraphAnswer>;
  close(): Promise<void>;
}

const metricsOf = (metrics: Metrics) => ({
  duration: metrics.histogram('gateway_subgraph_request_duration_seconds', 'Requests to subgraphs.', [
    'subgraph',
    'outcome',
  ]),
  retries: metrics.counter('gateway_subgraph_retries_total', 'Queries that were sent again.', ['subgraph']),
  shared: metrics.counter('gateway_subgraph_fetches_shared_total', 'Fetches that joined one under way.', ['subgraph']),
  circuit: metrics.gauge('gateway_subgraph_circuit_open', '1 while a subgraph is left alone.', ['subgraph']),
});

/** GraphQL servers may answer errors with any status; what counts is whether the body is an answer. */
const answerOf = ({ text }: Exchanged): SubgraphAnswer | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    const isAnswer = typeof parsed === 'object' && parsed !== null && ('data' in parsed || 'errors' in parsed);
    return isAnswer ? (parsed as SubgraphAnswer) : undefined;
  } catch {
    return undefined;
  }
};

export const subgraphClient = ({ name, url }: Subgraph, options: SubgraphOptions, metrics: Metrics): SubgraphClient => {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: options.connectionsMax,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // The deadline of the exchange is the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const { duration, retries, shared, circuit: circuitOpen } = metricsOf(metrics);
  const circuit = circuitBreaker(options.circuit);
  const budget = retryBudget();
  const underWay = sharedFetches<Exchanged>(() => {
    shared.inc({ subgraph: name });
  });

  const failureOf = (error: unknown, signal: AbortSignal): SubgraphFailure => {
    if (error instanceof SubgraphFailure) return error;
    if (signal.aborted) return new SubgraphFailure('REQUEST_CANCELLED', name, error);
    const code = error instanceof ExchangeTimeout ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNREACHABLE';
    return new SubgraphFailure(code, name, error);
  };

  const report = (failure: SubgraphFailure | undefined): void => {
    if (failure !== undefined && isFaultOfSubgraph(failure)) circuit.failed();
    else circuit.succeeded();
    circuitOpen.set({ subgraph: name }, circuit.isOpen() ? 1 : 0);
  };

  const attempt = async (request: SubgraphFetch, signal: AbortSignal): Promise<Exchanged> => {
    if (signal.aborted) throw new SubgraphFailure('REQUEST_CANCELLED', name, signal.reason);
    if (pool.stats.queued >= options.queueMax) throw new SubgraphFailure('SUBGRAPH_OVERLOADED', name);
    if (!circuit.letThrough()) throw new SubgraphFailure('SUBGRAPH_CIRCUIT_OPEN', name);
    const began = performance.now();
    const observe = (outcome: string): void => {
      duration.observe({ subgraph: name, outcome }, (performance.now() - began) / 1000);
    };
    try {
      const { body, headers } = request;
      const path = pathname + search;
      const exchanged = await exchange(pool, { path, headers, body, timeoutMs: options.timeoutMs, signal });
      if (STATUSES_TO_RETRY.has(exchanged.status) && answerOf(exchanged) === undefined)
        throw new SubgraphFailure('SUBGRAPH_UNREACHABLE', name, new Error(`Status ${exchanged.status.toString()}`));
      report(undefined);
      observe('answered');
      return exchanged;
    } catch (error) {
      const failure = failureOf(error, signal);
      report(failure);
      observe(failure.code);
      throw failure;
    }
  };

  /** Only queries are repeated: a mutation whose answer was lost may have happened. */
  const withRetry = async (request: SubgraphFetch, signal: AbortSignal): Promise<Exchanged> => {
    budget.requested();
    try {
      return await attempt(request, signal);
    } catch (error) {
      const failure = failureOf(error, signal);
      if (request.kind !== 'query' || failure.code !== 'SUBGRAPH_UNREACHABLE' || !budget.spend()) throw failure;
      retries.inc({ subgraph: name });
      await delay(Math.random() * RETRY_PAUSE_MS);
      return attempt(request, signal);
    }
  };

  const exchangeFor = (request: SubgraphFetch): Promise<Exchanged> =>
    request.shareBy === undefined
      ? withRetry(request, request.signal)
      : underWay.join(request.shareBy, request.signal, (abandoned) => withRetry(request, abandoned));

  const fetch = async (request: SubgraphFetch): Promise<SubgraphAnswer> => {
    try {
      const exchanged = await exchangeFor(request);
      const answer = answerOf(exchanged);
      if (answer !== undefined) return answer;
      const seen = new Error(`Status ${exchanged.status.toString()}, ${exchanged.contentType || 'no content type'}`);
      throw new SubgraphFailure('SUBGRAPH_BAD_ANSWER', name, seen);
    } catch (error) {
      throw failureOf(error, request.signal);
    } finally {
      if (request.kind === 'mutation') underWay.closeToNewcomers();
    }
  };

  return { fetch, close: () => pool.close() };
};
