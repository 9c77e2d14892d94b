import { context, propagation, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { childTraceparent } from './traceparent';

export type { Span } from '@opentelemetry/api';

export interface TracingOptions {
  readonly service: string;
  /** Base URL of an OTLP collector over HTTP. Left out, no span is recorded and nothing is loaded. */
  readonly endpoint: string | undefined;
}

export interface Tracing {
  /** Sends what has been recorded. */
  stop(): Promise<void>;
}

let recording = false;

/** To be called once per process, before the first span. */
export const startTracing = async ({ service, endpoint }: TracingOptions): Promise<Tracing> => {
  if (endpoint === undefined) return { stop: () => Promise.resolve() };
  // Loaded on demand: the SDK adds a third of a second to the start of a process that does not use it.
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({ serviceName: service });
  sdk.start();
  recording = true;
  return {
    stop: async () => {
      recording = false;
      await sdk.shutdown();
    },
  };
};

interface SpanOptions {
  readonly name: string;
  /** `traceparent` of the work that led to this. */
  readonly parent: string | undefined;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/**
 * Runs the work in a span of the parent's trace, and tells it the `traceparent` to pass on.
 *
 * Without tracing the work still gets one: the trace's id then joins the log lines of all processes.
 */
export const inSpan = async <Result>(
  { name, parent, attributes }: SpanOptions,
  work: (traceparent: string, span?: Span) => Promise<Result>,
): Promise<Result> => {
  if (!recording) return work(childTraceparent(parent));
  const carrier = parent === undefined ? {} : { traceparent: parent };
  const parentContext = propagation.extract(context.active(), carrier);
  const span = trace.getTracer('oms').startSpan(name, attributes === undefined ? {} : { attributes }, parentContext);
  const { traceId, spanId, traceFlags } = span.spanContext();
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  try {
    return await context.with(trace.setSpan(parentContext, span), () => work(traceparent, span));
  } catch (error) {
    span.recordException(error instanceof Error ? error : String(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};
