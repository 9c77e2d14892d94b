import { inSpan, type Metrics } from '@oms/telemetry';
import { Cancellation } from '../subgraphs/cancellation';
import type { PreparedOperation, Execute } from './prepared-operation';

/** Clients choose the names of operations; past this many, a new name is counted under `other`. */
const NAMES_MAX = 500;
/** So is one that is longer: it would stand in every line of its series. */
const NAME_CHARACTERS_MAX = 128;

export interface ObservedExecutionParts {
  readonly execute: Execute;
  readonly metrics: Metrics;
  readonly requestTimeoutMs: number;
}

interface Deadline {
  readonly cancellation: Cancellation;
  /** To be called when the work is done, so that nothing is left behind. */
  end(): void;
}

/** Cancelled with its parent, and after a time in any case. */
const deadline = (parent: Cancellation, timeoutMs: number): Deadline => {
  const cancellation = new Cancellation();
  const timer = setTimeout(() => {
    cancellation.cancel(new Error(`Not done within ${timeoutMs.toString()} ms`));
  }, timeoutMs);
  const unfollow = parent.onCancel((reason) => {
    cancellation.cancel(reason);
  });
  return {
    cancellation,
    end: () => {
      clearTimeout(timer);
      unfollow();
    },
  };
};

const nameTable = (): ((operation: PreparedOperation) => string) => {
  const known = new Set<string>();
  return ({ name = 'anonymous' }) => {
    if (known.size < NAMES_MAX && name.length <= NAME_CHARACTERS_MAX) known.add(name);
    return known.has(name) ? name : 'other';
  };
};

/** Gives every operation its deadline, its span and its place in the metrics, whichever transport it came by. */
export const observedExecution = ({ execute, metrics, requestTimeoutMs }: ObservedExecutionParts): Execute => {
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
