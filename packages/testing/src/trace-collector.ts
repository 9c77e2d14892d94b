import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One span, as OTLP has it in JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

export interface Export {
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** What stands where an OpenTelemetry collector would, and takes all it gets. */
export interface TraceCollector {
  readonly endpoint: string;
  readonly exports: readonly Export[];
  /** Of the exports in JSON. */
  spans(): readonly CollectedSpan[];
  stop(): Promise<void>;
}

interface TraceExport {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[] }[];
}

const spansOf = ({ body }: Export): readonly CollectedSpan[] =>
  (JSON.parse(body.toString()) as TraceExport).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );

export const traceCollector = async (): Promise<TraceCollector> => {
  const exports: Export[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      exports.push({ path: request.url ?? '', contentType: request.headers['content-type'], body });
      response.setHeader('content-type', request.headers['content-type'] ?? '').end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port.toString()}`,
    exports,
    spans: () => exports.filter(({ contentType }) => contentType === 'application/json').flatMap(spansOf),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
