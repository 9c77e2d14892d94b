import type { Metrics, Span } from '@oms/telemetry';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../request-context';
import { isFault, isTransient } from './masking';

const MILLISECONDS_PER_SECOND = 1_000;
const NAME_CHARS_MAX = 128;

/** An operation that has begun. */
export interface Running {
  readonly startedAt: number;
  readonly span: Span;
}

interface Finished {
  readonly request: RequestContext;
  readonly running: Running;
  /** Undefined when the document could not be parsed, or named no operation. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly errors: readonly unknown[];
}

export interface OperationLog {
  finished(operation: Finished): void;
}

/** The first root field: unlike the operation's name, there is only a fixed number of them. */
const rootFieldOf = (operation: OperationDefinitionNode | undefined): string => {
  const [selection] = operation?.selectionSet.selections ?? [];
  return selection?.kind === Kind.FIELD ? selection.name.value : 'none';
};

const outcomeOf = (errors: readonly unknown[]): 'ok' | 'refused' | 'unavailable' | 'fault' => {
  if (errors.length === 0) return 'ok';
  if (errors.some(isFault)) return 'fault';
  return errors.some(isTransient) ? 'unavailable' : 'refused';
};

/** One line and one observation per operation; variables and values are in neither. */
export const operationLog = (metrics: Metrics): OperationLog => {
  const durations = metrics.histogram('graphql_operation_duration_seconds', 'Time from receipt to answer', [
    'type',
    'field',
    'outcome',
  ]);

  const finished = ({ request, running, operation, errors }: Finished): void => {
    const durationMs = performance.now() - running.startedAt;
    const type = operation?.operation ?? 'none';
    const field = rootFieldOf(operation);
    const outcome = outcomeOf(errors);
    const name = operation?.name?.value.slice(0, NAME_CHARS_MAX) ?? field;
    durations.observe({ type, field, outcome }, durationMs / MILLISECONDS_PER_SECOND);
    running.span.rename(`${type} ${field}`);
    running.span.end(errors.find(isFault) ?? errors.find(isTransient));
    for (const err of errors.filter(isFault)) request.logger.error({ err, operation: name }, 'fault');
    for (const err of errors.filter(isTransient)) request.logger.warn({ err, operation: name }, 'transient error');
    const rounded = Math.round(durationMs * MILLISECONDS_PER_SECOND) / MILLISECONDS_PER_SECOND;
    request.logger.info({ operation: name, type, outcome, durationMs: rounded }, 'operation');
  };

  return { finished };
};
