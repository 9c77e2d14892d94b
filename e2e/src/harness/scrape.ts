import type { Ports } from '@oms/launcher';

const exporters = ['gateway', 'orders', 'inventory', 'payments', 'notifications'] as const;
const SCRAPE_TIMEOUT_MS = 5_000;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export interface Sample {
  readonly name: string;
  /** `service` among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type Labels = Readonly<Record<string, string>>;

const samplesIn = (text: string): readonly Sample[] =>
  text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    const read = [...labels.matchAll(LABEL)].map(([, label = '', given = '']) => [label, given] as const);
    return [{ name, labels: Object.fromEntries(read), value: Number(value) }];
  });

/** The present samples of all processes of the system. A process that is down contributes none. */
export const scrape = async (ports: Ports): Promise<readonly Sample[]> => {
  const results = await Promise.allSettled(
    exporters.map(async (name) => {
      const url = `http://127.0.0.1:${ports[name].toString()}/metrics`;
      const response = await fetch(url, { signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS) });
      return samplesIn(await response.text());
    }),
  );
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
};

/** The samples of a metric with these labels; of a histogram, its counts of observations. */
export const samplesOf = (samples: readonly Sample[], name: string, labels: Labels = {}): readonly Sample[] =>
  samples.filter(
    (sample) =>
      (sample.name === name || sample.name === `${name}_count`) &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );

/** Their sum; undefined when there is none. */
export const sumOf = (samples: readonly Sample[], name: string, labels: Labels = {}): number | undefined => {
  const found = samplesOf(samples, name, labels);
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
};
