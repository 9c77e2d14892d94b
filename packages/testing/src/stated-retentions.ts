import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What docs/data-retention.md states of a table. A table whose rows end in several ways has several of these. */
export interface StatedRetention {
  readonly table: string;
  readonly end: string;
  readonly deletedBy: string;
  readonly why: string;
}

const FILE = join(__dirname, '..', '..', '..', 'docs', 'data-retention.md');
const COMMON = 'every context';

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** What is stated for a context: under its own heading, and under the one of what all contexts have. */
export const statedRetentions = (context: string): readonly StatedRetention[] => {
  const sections = readFileSync(FILE, 'utf8').split(/^## /m);
  return sections
    .filter((section) => [COMMON, context].includes(section.split('\n')[0]?.trim().toLowerCase() ?? ''))
    .flatMap((section) => section.split('\n').filter((line) => line.startsWith('| `')))
    .map((line) => {
      const [table = '', end = '', deletedBy = '', why = ''] = cellsOf(line);
      return { table: table.replaceAll('`', ''), end, deletedBy, why };
    });
};
