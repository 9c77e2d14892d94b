import { Pool } from 'undici';
import type { Metrics } from '@oms/telemetry';
import type { Subgraph } from '../supergraph/supergraph';
import type { Cancellation } from './cancellation';
import { circuitBreaker, CircuitOpen, type CircuitOptions } from './circuit-breaker';
import { exchange, ExchangeTimeout, type Exchanged } from './http-exchange';
import { isFaultOfSubgraph, SubgraphFailure } from './subgraph-failure';

/** Subgraphs that are Node servers close idle connections after 5 s; the pool follows the `keep-alive` header that they send. */
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

/** What is measured of the requests to one subgraph. */
const exchangeMetrics = (subgraph: string, metrics: Metrics) => {
  const labels = ['subgraph', 'outcome'] as const;
  const duration = metrics.histogram('gateway_subgraph_request_duration_seconds', 'Requests to subgraphs.', labels);
  const refusals = metrics.counter('gateway_subgraph_refusals_total', 'Requests that were not sent to a subgraph.', [
    'subgraph',
    'code',
  ]);
  const circuit = metrics.gauge('gateway_subgraph_circuit_open', '1 while nothing is sent to a subgraph.', [
    'subgraph',
  ]);
  circuit.set({ subgraph }, 0);
  for (const code of REFUSALS) refusals.inc({ subgraph, code }, 0);
  return {
    /** `began` is of `performance.now()`, in milliseconds. */
    completed: (began: number, outcome: string): void => {
      duration.observe({ subgraph, outcome }, (performance.now() - began) / 1000);
    },
    refused: (code: (typeof REFUSALS)[number]): void => {
      refusals.inc({ subgraph, code });
    },
    circuitChanged: (isOpen: boolean): void => {
      circuit.set({ subgraph }, isOpen ? 1 : 0);
    },
  };
};

export const guardedExchange = (
  { name, url }: Subgraph,
  options: SubgraphOptions,
  metrics: Metrics,
): GuardedExchange => {
  const { origin, pathname, search } = new URL(url);
  const pool = poolOf(origin, options);
  const measured = exchangeMetrics(name, metrics);
  /** Sent and not answered: more than there are connections, and the others wait for one. */
  let inFlight = 0;

  const refusal = (code: (typeof REFUSALS)[number]): SubgraphFailure => {
    measured.refused(code);
    return new SubgraphFailure(code, name);
  };

  const failureOf = (error: unknown, cancellation: Cancellation): SubgraphFailure => {
    if (error instanceof SubgraphFailure) return error;
    if (cancellation.reason !== undefined) return new SubgraphFailure('REQUEST_CANCELLED', name, error);
    const code = error instanceof ExchangeTimeout ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNREACHABLE';
    return new SubgraphFailure(code, name, error);
  };

  const throughCircuit = circuitBreaker({
    ...options.circuit,
    isFailure: (error) => error instanceof SubgraphFailure && isFaultOfSubgraph(error),
    onChange: measured.circuitChanged,
  });

  const attempt = async ({ body, headers }: Outgoing, cancellation: Cancellation): Promise<Exchanged> => {
    const began = performance.now();
    inFlight += 1;
    try {
      const { timeoutMs } = options;
      const exchanged = await exchange(pool, { path: pathname + search, headers, body, timeoutMs, cancellation });
      if (isOfProxy(exchanged))
        throw new SubgraphFailure('SUBGRAPH_UNREACHABLE', name, new Error(`Status ${exchanged.status.toString()}`));
      measured.completed(began, 'answered');
      return exchanged;
    } catch (error) {
      const failure = failureOf(error, cancellation);
      measured.completed(began, failure.code);
      throw failure;
    } finally {
      inFlight -= 1;
    }
  };

  const send = async (outgoing: Outgoing, cancellation: Cancellation): Promise<Exchanged> => {
    if (cancellation.reason !== undefined) throw new SubgraphFailure('REQUEST_CANCELLED', name, cancellation.reason);
    if (inFlight >= options.connectionsMax + options.queueMax) throw refusal('SUBGRAPH_OVERLOADED');
    try {
      return await throughCircuit(() => attempt(outgoing, cancellation));
    } catch (error) {
      throw error instanceof CircuitOpen ? refusal('SUBGRAPH_CIRCUIT_OPEN') : error;
    }
  };

  return { send, failureOf, close: () => pool.close() };
};
