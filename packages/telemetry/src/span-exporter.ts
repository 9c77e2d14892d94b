import { getStringFromEnv } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';

const PROTOCOL_DEFAULT = 'http/protobuf';

/** The variables of the OpenTelemetry specification: the one for traces wins over the one for all signals. */
export const otlpProtocol = (): string =>
  getStringFromEnv('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ??
  getStringFromEnv('OTEL_EXPORTER_OTLP_PROTOCOL') ??
  PROTOCOL_DEFAULT;

/**
 * The exporter reads its endpoint, headers and timeout from the variables of the specification itself. Rejects for a
 * protocol other than OTLP over HTTP; only the exporter that is needed is loaded.
 */
export const spanExporter = async (protocol: string): Promise<SpanExporter> => {
  switch (protocol) {
    case 'http/protobuf': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
      return new OTLPTraceExporter();
    }
    case 'http/json': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
      return new OTLPTraceExporter();
    }
    default:
      throw new Error(`OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}: spans are sent by http/protobuf or http/json.`);
  }
};
