import { inSpan, type Metrics } from '@oms/telemetry';
import { deadline } from './deadline';
import type { Operations, PreparedOperation } from '../operation/operation';

/** Clients choose the names of operations; past this many, a new name is counted under `other`. */
const NAMES_MAX = 500;
/** So is one that is longer: it would stand in every line of its series. */
const NAME_CHARACTERS_MAX = 128;

export interface ObservedExecutionParts {
  readonly execute: Operations['execute'];
  readonly metrics: Metrics;
  readonly requestTimeoutMs: number;
}

const nameTable = (): ((operation: PreparedOperation) => string) => {
  const known = new Set<string>();
  return ({ name = 'anonymous' }) => {
    if (known.size < NAMES_MAX && name.length <= NAME_CHARACTERS_MAX) known.add(name);
    return known.has(name) ? name : 'other';
  };
};

/** Gives every operation its deadline, its span and its place in the metrics, whichever transport it came by. */
export const observedExecution = ({
  execute,
  metrics,
  requestTimeoutMs,
}: ObservedExecutionParts): Operations['execute'] => {
  const labels = ['operation', 'kind', 'outcome'] as const;
  const duration = metrics.histogram(
    'gateway_operation_duration_seconds',
    'Operations, and events of subscriptions.',
    labels,
  );
  const nameOf = nameTable();

  return async (operation, context, event) => {
    const began = performance.now();
    const limit = deadline(context.cancellation, requestTimeoutMs);
    const { cancellation } = limit;
    const span = {
      name: `${operation.kind} ${operation.name ?? ''}`.trim(),
      parent: context.headers['traceparent'],
      attributes: { 'graphql.operation.type': operation.kind, 'graphql.operation.name': operation.name ?? '' },
    };
    const result = await inSpan(span, (traceparent) =>
      execute(operation, { ...context, headers: { ...context.headers, traceparent }, cancellation }, event),
    );
    limit.end();
    const withErrors = (result.data ?? undefined) === undefined ? 'failed' : 'partial';
    const outcome = result.errors === undefined ? 'complete' : withErrors;
    const measured = { operation: nameOf(operation), kind: operation.kind, outcome };
    duration.observe(measured, (performance.now() - began) / 1000);
    return result;
  };
};
