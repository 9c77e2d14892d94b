import { createLogger, createMetrics } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { measurement } from './measurement';

const failuresIn = async (metrics: ReturnType<typeof createMetrics>): Promise<number | undefined> => {
  const metric = (await metrics.registry.getMetricsAsJSON()).find(
    ({ name }) => name === 'oms_measurement_failures_total',
  );
  return metric?.values.find(({ labels }) => Object.values(labels).includes('parcels'))?.value;
};

describe('a measurement', () => {
  it('is made at its start and again and again, and counts its failures from 0', async () => {
    const metrics = createMetrics({ service: 'test' });
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const logger = createLogger({ name: 'test', level: 'warn', destination });
    let measured = 0;
    const measure = (): void => {
      measured += 1;
      if (measured === 2) throw new Error('A fault.');
    };
    const service = measurement({ name: 'parcels', everyMs: 1, measure, metrics, logger });
    expect(await failuresIn(metrics)).toBe(0);
    await service.start();
    await eventually(() => {
      expect(measured).toBeGreaterThan(3);
    });
    expect(await failuresIn(metrics)).toBe(1);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { msg: 'a measurement failed', measurement: 'parcels', err: { message: 'A fault.' } },
    ]);
    await service.stop();
  });
});
