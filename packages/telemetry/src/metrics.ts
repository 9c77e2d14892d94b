import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds, from a cached read to the longest that a request may take. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface MetricsOptions {
  /** The value of the label `service` on every metric. */
  readonly service: string;
}

/** One process's metrics. A name that is requested again gives the same metric, so that parts need not share instances. */
export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  gauge<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Gauge<Label>;
  /** In seconds. */
  histogram<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Histogram<Label>;
}

export const createMetrics = ({ service }: MetricsOptions): Metrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const made = new Map<string, unknown>();

  const once = <Metric>(name: string, make: () => Metric): Metric => {
    const metric = (made.get(name) ?? make()) as Metric;
    made.set(name, metric);
    return metric;
  };

  return {
    registry,
    counter: (name, help, labels = []) =>
      once(name, () => new Counter({ name, help, labelNames: labels, registers: [registry] })),
    gauge: (name, help, labels = []) =>
      once(name, () => new Gauge({ name, help, labelNames: labels, registers: [registry] })),
    histogram: (name, help, labels = []) =>
      once(name, () => {
        const buckets = DURATION_BUCKETS;
        return new Histogram({ name, help, labelNames: labels, buckets, registers: [registry] });
      }),
  };
};
