export { createLogger, type Logger, type LoggerOptions } from './logger';
export { createMetrics, type Metrics, type MetricsOptions } from './metrics';
export { childTraceparent, newTraceparent, traceIdOf } from './traceparent';
export { inSpan, startTracing, type Span, type Tracing, type TracingOptions } from './tracing';
