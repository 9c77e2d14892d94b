import { Pool } from 'undici';
import type { Metrics } from '@oms/telemetry';
import type { Subgraph } from '../supergraph/supergraph';
import type { Cancellation } from './cancellation';
import { circuitBreaker, type CircuitOptions } from './circuit-breaker';
import { exchange, ExchangeTimeout, type Exchanged } from './http-exchange';
import { isFaultOfSubgraph, SubgraphFailure } from './subgraph-failure';

/** Subgraphs close idle connections after 5 s where they are Node servers; they say so, and the pool heeds it. */
const KEEP_ALIVE_MS = 30_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Answers of proxies and of servers that are starting or stopping: the request did not reach the subgraph's resolvers. */
const STATUSES_OF_PROXIES = new Set([502, 503, 504]);

const REFUSALS = ['SUBGRAPH_OVERLOADED', 'SUBGRAPH_CIRCUIT_OPEN'] as const;

export interface SubgraphOptions {
  readonly timeoutMs: number;
  /** Connections per subgraph. */
  readonly connectionsMax: number;
  /** Requests that may wait for a connection. */
  readonly queueMax: number;
  readonly circuit: CircuitOptions;
}

export interface Outgoing {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One attempt at a time: through the circuit, within the queue, by the deadline. Rejects with a SubgraphFailure. */
export interface GuardedExchange {
  send(outgoing: Outgoing, cancellation: Cancellation): Promise<Exchanged>;
  failureOf(error: unknown, cancellation: Cancellation): SubgraphFailure;
  readonly close: () => Promise<void>;
}

const poolOf = (origin: string, { connectionsMax }: SubgraphOptions): Pool =>
  new Pool(origin, {
    connections: connectionsMax,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // The deadline of the exchange is the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

/** GraphQL servers answer with any status; a proxy's answer has no GraphQL in it. */
const isOfProxy = ({ status, text }: Exchanged): boolean =>
  STATUSES_OF_PROXIES.has(status) && !text.trimStart().startsWith('{');

export const guardedExchange = (
  { name, url }: Subgraph,
  options: SubgraphOptions,
  metrics: Metrics,
): GuardedExchange => {
  const { origin, pathname, search } = new URL(url);
  const pool = poolOf(origin, options);
  const circuit = circuitBreaker(options.circuit);
  const labels = ['subgraph', 'outcome'] as const;
  const duration = metrics.histogram('gateway_subgraph_request_duration_seconds', 'Requests to subgraphs.', labels);
  const refusals = metrics.counter('gateway_subgraph_refusals_total', 'Requests that were not sent to a subgraph.', [
    'subgraph',
    'code',
  ]);
  const isOpen = metrics.gauge('gateway_subgraph_circuit_open', '1 while a subgraph is left alone.', ['subgraph']);
  let wasOpen = false;
  isOpen.set({ subgraph: name }, 0);
  for (const code of REFUSALS) refusals.inc({ subgraph: name, code }, 0);
  /** Sent and not answered: more than there are connections, and the others wait for one. */
  let underWay = 0;

  const refusal = (code: (typeof REFUSALS)[number]): SubgraphFailure => {
    refusals.inc({ subgraph: name, code });
    return new SubgraphFailure(code, name);
  };

  const failureOf = (error: unknown, cancellation: Cancellation): SubgraphFailure => {
    if (error instanceof SubgraphFailure) return error;
    if (cancellation.reason !== undefined) return new SubgraphFailure('REQUEST_CANCELLED', name, error);
    const code = error instanceof ExchangeTimeout ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNREACHABLE';
    return new SubgraphFailure(code, name, error);
  };

  const report = (began: number, failure: SubgraphFailure | undefined): void => {
    if (failure === undefined) circuit.succeeded();
    else if (isFaultOfSubgraph(failure)) circuit.failed();
    else circuit.abandoned();
    if (circuit.isOpen() !== wasOpen) {
      wasOpen = circuit.isOpen();
      isOpen.set({ subgraph: name }, wasOpen ? 1 : 0);
    }
    duration.observe({ subgraph: name, outcome: failure?.code ?? 'answered' }, (performance.now() - began) / 1000);
  };

  const send = async ({ body, headers }: Outgoing, cancellation: Cancellation): Promise<Exchanged> => {
    if (cancellation.reason !== undefined) throw new SubgraphFailure('REQUEST_CANCELLED', name, cancellation.reason);
    if (underWay >= options.connectionsMax + options.queueMax) throw refusal('SUBGRAPH_OVERLOADED');
    if (!circuit.letThrough()) throw refusal('SUBGRAPH_CIRCUIT_OPEN');
    const began = performance.now();
    underWay += 1;
    try {
      const { timeoutMs } = options;
      const exchanged = await exchange(pool, { path: pathname + search, headers, body, timeoutMs, cancellation });
      if (isOfProxy(exchanged))
        throw new SubgraphFailure('SUBGRAPH_UNREACHABLE', name, new Error(`Status ${exchanged.status.toString()}`));
      report(began, undefined);
      return exchanged;
    } catch (error) {
      const failure = failureOf(error, cancellation);
      report(began, failure);
      throw failure;
    } finally {
      underWay -= 1;
    }
  };

  return { send, failureOf, close: () => pool.close() };
};
