import type { Logger, Metrics } from '@oms/telemetry';
import { loggedName, millisecondsOf } from '../../operation/operation-log';
import type { CompletedRequest } from './graphql-endpoint';

/** One line and one measurement for each request over HTTP, without documents, variables or results. */
export const accessLog = (logger: Logger, metrics: Metrics): ((answered: CompletedRequest) => void) => {
  const duration = metrics.histogram('gateway_http_request_duration_seconds', 'GraphQL requests over HTTP.', [
    'method',
    'status',
  ]);
  return ({ correlationId, method, status, seconds, seen }) => {
    duration.observe({ method, status: status.toString() }, seconds);
    const { operationName, kind, errorCode } = seen;
    const operation = loggedName(operationName);
    const ms = millisecondsOf(seconds);
    logger.info({ correlationId, method, status, ms, operation, kind, errorCode }, 'CompletedRequest');
  };
};
