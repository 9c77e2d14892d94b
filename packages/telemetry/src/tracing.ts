import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { childTraceparent } from './traceparent';

export interface TracingOptions {
  readonly service: string;
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`, which the SDK reads by itself too. Undefined: no span is recorded, nothing is loaded. */
  readonly endpoint: string | undefined;
}

export interface Tracing {
  /** Sends what has been recorded. */
  stop(): Promise<void>;
}

export interface SpanOptions {
  readonly name: string;
  /** `traceparent` of the work that led to this. */
  readonly parent: string | undefined;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** Work that has begun. */
export interface Span {
  /** To be passed on. Without tracing there is one too: the trace's id then joins what different processes log. */
  readonly traceparent: string;
  rename(name: string): void;
  /** To be called exactly once; with the error when the work failed. */
  end(error?: unknown): void;
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

export const startSpan = ({ name, parent, attributes = {} }: SpanOptions): Span => {
  if (!recording) return { traceparent: childTraceparent(parent), rename: () => undefined, end: () => undefined };
  const carrier = parent === undefined ? {} : { traceparent: parent };
  const parentContext = propagation.extract(context.active(), carrier);
  const span = trace.getTracer('oms').startSpan(name, { attributes }, parentContext);
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    rename: (newName) => {
      span.updateName(newName);
    },
    end: (error) => {
      if (error !== undefined) {
        span.recordException(error instanceof Error ? error : 'a failure that is not an Error');
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
};

/** Runs the work in a span of the parent's trace, and tells it the `traceparent` to pass on. */
export const inSpan = async <Result>(
  options: SpanOptions,
  work: (traceparent: string) => Promise<Result>,
): Promise<Result> => {
  const span = startSpan(options);
  try {
    const result = await work(span.traceparent);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
};
