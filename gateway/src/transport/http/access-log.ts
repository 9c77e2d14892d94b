import type { Logger, Metrics } from '@oms/telemetry';
import type { PreparedOperation, RequestContext } from '../../operation/operation';
import type { Answered } from './graphql-endpoint';

/** Clients choose the names of operations. */
const NAME_CHARACTERS_MAX = 128;

const millisecondsOf = (seconds: number): number => Math.round(seconds * 1_000_000) / 1_000;

/** One line and one measurement for each request over HTTP. Never what was asked or answered. */
export const accessLog = (logger: Logger, metrics: Metrics): ((answered: Answered) => void) => {
  const duration = metrics.histogram('gateway_http_request_duration_seconds', 'GraphQL requests over HTTP.', [
    'method',
    'status',
  ]);
  return ({ correlationId, method, status, seconds, seen }) => {
    duration.observe({ method, status: status.toString() }, seconds);
    const { operationName, kind, errorCode } = seen;
    const operation = operationName?.slice(0, NAME_CHARACTERS_MAX);
    const ms = millisecondsOf(seconds);
    logger.info({ correlationId, method, status, ms, operation, kind, errorCode }, 'Answered');
  };
};

interface Coded {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** One line for an operation of a socket or an event stream when it has ended, and why. */
export const operationLog = (
  logger: Logger,
  { name, kind }: PreparedOperation,
  { correlationId }: Pick<RequestContext, 'correlationId'>,
): ((ended: string, error?: Coded) => void) => {
  const began = performance.now();
  const operation = name?.slice(0, NAME_CHARACTERS_MAX);
  return (ended, error) => {
    const ms = millisecondsOf((performance.now() - began) / 1000);
    const errorCode = error?.extensions?.['code'];
    logger.info({ correlationId, ms, operation, kind, ended, errorCode }, 'Ended');
  };
};
