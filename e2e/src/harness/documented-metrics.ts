import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const repository = resolve(__dirname, '..', '..', '..');
const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.oms', 'decisions']);

/** The first word distinguishes metrics from tables and columns, which are written in the same way. */
const METRIC =
  /`((?:oms|graphql|gateway|orders|inventory|payments|notifications|shipping|analytics)_[a-z0-9_]+)(?:\{([^}`]*)\})?`/g;
const LABEL = /(\w+)="([^"]*)"/g;
/** The heading of the first column of a table that lists alarms. */
const ALARMS = /^\|\s*alarm on\s*\|/;

/** A metric as it is written in a document. */
export interface DocumentedMetric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly document: string;
  readonly isAlarm: boolean;
}

const documents = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return documents(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });

const metricsOf = (path: string): readonly DocumentedMetric[] => {
  const document = relative(repository, path);
  let inAlarms = false;
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      inAlarms = ALARMS.test(line) || (inAlarms && line.startsWith('|'));
      const firstCell = line.split('|')[1] ?? '';
      return [...line.matchAll(METRIC)].map(([text, name = '', labels = '']) => ({
        name,
        labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, label = '', value = '']) => [label, value])),
        document,
        isAlarm: inAlarms && firstCell.includes(text),
      }));
    });
};

/** Every metric in a document of the repository, once for each combination of name and labels. */
export const documentedMetrics = (): readonly DocumentedMetric[] => {
  const all = documents(repository).flatMap(metricsOf);
  return [...new Map(all.map((metric) => [`${metric.name} ${JSON.stringify(metric.labels)}`, metric])).values()];
};

/** The names of all metrics that have an alarm. */
export const alarmMetrics = (): readonly string[] => [
  ...new Set(
    documents(repository)
      .flatMap(metricsOf)
      .filter(({ isAlarm }) => isAlarm)
      .map(({ name }) => name),
  ),
];
