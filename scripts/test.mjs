// Everything that must hold, in the order in which it is cheapest to find out: `npm test`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const jest = join('node_modules', 'jest', 'bin', 'jest.js');
const npm = process.env.npm_execpath;

const steps = [
  ['lock file', process.execPath, join('scripts', 'complete-lock-file.mjs'), '--check'],
  ['checks', ...(npm ? [process.execPath, npm] : ['npm']), 'run', '--silent', 'check'],
  ['unit and integration tests', process.execPath, jest, '--selectProjects', 'unit', 'integration'],
  // One after the other: each drives a whole system, which has the machine to itself.
  ['end-to-end tests', process.execPath, jest, '--selectProjects', 'e2e', '--runInBand', '--passWithNoTests'],
];

for (const [name, file, ...args] of steps) {
  console.error(`\n== ${name}`);
  const { status, signal } = spawnSync(file, args, { stdio: 'inherit' });
  if (status === 0) continue;
  console.error(`The ${name} failed${signal ? ` (${signal})` : ''}.`);
  process.exit(status ?? 1);
}
