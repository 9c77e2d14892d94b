import { context, propagation, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { otlpProtocol, spanExporter } from './span-exporter';
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

/** Loaded on demand: the SDK adds to the start, and to the memory, of a process that does not use it. */
const tracerProvider = async (service: string): Promise<NodeTracerProvider> => {
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const resources = await import('@opentelemetry/resources');
  const { envDetector, hostDetector, osDetector, processDetector, serviceInstanceIdDetector } = resources;
  const detectors = [hostDetector, osDetector, serviceInstanceIdDetector, processDetector, envDetector];
  const resource = resources
    .defaultResource()
    .merge(resources.detectResources({ detectors }))
    .merge(resources.resourceFromAttributes({ 'service.name': service }));
  const exporter = await spanExporter(otlpProtocol());
  return new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
};

/** To be called once per process, before the first span. Rejects for an exporter protocol that is not supported. */
export const startTracing = async ({ service, endpoint }: TracingOptions): Promise<Tracing> => {
  if (endpoint === undefined) return { stop: () => Promise.resolve() };
  const provider = await tracerProvider(service);
  // With the W3C propagators and asynchronous context, which are the provider's defaults.
  provider.register();
  recording = true;
  return {
    stop: async () => {
      recording = false;
      await provider.shutdown();
    },
  };
};

interface Recorded {
  readonly span: Span;
  /** In which what other libraries record becomes part of the span. */
  readonly within: Context;
}

const record = ({ name, parent, attributes = {} }: SpanOptions): Recorded => {
  const carrier = parent === undefined ? {} : { traceparent: parent };
  const parentContext = propagation.extract(context.active(), carrier);
  const span = trace.getTracer('oms').startSpan(name, { attributes }, parentContext);
  const { traceId, spanId, traceFlags } = span.spanContext();
  const recorded: Span = {
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
  return { span: recorded, within: trace.setSpan(parentContext, span) };
};

const unrecorded = (parent: string | undefined): Span => ({
  traceparent: childTraceparent(parent),
  rename: () => undefined,
  end: () => undefined,
});

export const startSpan = (options: SpanOptions): Span =>
  recording ? record(options).span : unrecorded(options.parent);

/** Whether spans are sent anywhere. Where much is done in little time, no span is begun otherwise. */
export const isTracing = (): boolean => recording;

/**
 * Runs the work in a span of the parent's trace, with the `traceparent` to pass on. Spans that the work itself
 * causes, in whichever library, belong below this one.
 */
export const inSpan = async <Result>(
  options: SpanOptions,
  work: (traceparent: string) => Promise<Result>,
): Promise<Result> => {
  if (!recording) return work(childTraceparent(options.parent));
  const { span, within } = record(options);
  try {
    const result = await context.with(within, work, undefined, span.traceparent);
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
};
