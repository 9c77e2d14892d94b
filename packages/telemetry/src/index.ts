export { eventLoopWatch, type EventLoopWatch } from './event-loop';
export { createLogger, type Logger, type LoggerOptions } from './logger';
export { createMetrics, type Metrics, type MetricsOptions } from './metrics';
export { redactJsonText, redactText } from './redact';
export {
  inSpan,
  isTracing,
  startSpan,
  startTracing,
  type Span,
  type SpanOptions,
  type Tracing,
  type TracingOptions,
} from './tracing';
