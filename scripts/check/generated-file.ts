import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

/** Whether this run writes the generated files, or only reports those that differ. */
export type Mode = 'write' | 'check';

export const modeOf = (argv: readonly string[]): Mode => (argv.includes('--check') ? 'check' : 'write');

/**
 * Writes a generated file, or compares it with the committed one.
 *
 * In check mode a difference is reported with the file and the command that updates it, and fails the process.
 */
export const generated = (file: string, content: string, mode: Mode): void => {
  const name = relative(process.cwd(), file);
  const current = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (current === content) return;
  if (mode === 'check') {
    console.error(`${name} is out of date. Run: npm run generate`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(`wrote ${name}`);
};
