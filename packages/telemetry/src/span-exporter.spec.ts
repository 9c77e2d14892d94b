import { spanExporter } from './span-exporter';

describe('the exporter of spans', () => {
  it.each(['http/protobuf', 'http/json'])('exists for %s', async (protocol) => {
    await expect(spanExporter(protocol)).resolves.toHaveProperty('export');
  });

  it.each(['grpc', 'http'])('is refused for %s, by the name of the variable', async (protocol) => {
    await expect(spanExporter(protocol)).rejects.toThrow(`OTEL_EXPORTER_OTLP_PROTOCOL is ${protocol}`);
  });
});
