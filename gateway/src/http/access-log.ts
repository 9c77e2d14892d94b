import type { Logger, Metrics } from '@oms/telemetry';
import type { Answered } from './graphql-endpoint';

/** Clients choose the names of operations. */
const NAME_CHARACTERS_MAX = 128;

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
    const ms = Math.round(seconds * 1_000_000) / 1_000;
    logger.info({ correlationId, method, status, ms, operation, kind, errorCode }, 'Answered');
  };
};
