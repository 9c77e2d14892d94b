// All checks and tests, cheapest first: `npm test`.
// Every step runs, even after a failure; the last line counts what passed and failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const npm = process.env.npm_execpath;
const jestProgram = join('node_modules', 'jest', 'bin', 'jest.js');
const reports = mkdtempSync(join(tmpdir(), 'oms-test-'));
const total = { passed: 0, failed: 0 };

const run = (name, file, args) => {
  console.error(`\n== ${name}`);
  const { status, signal } = spawnSync(file, args, { stdio: 'inherit' });
  if (status !== 0) console.error(`The ${name} failed (${signal ?? `code ${status}`}).`);
  return status === 0;
};

/** A check is one thing that passes or fails. */
const check = (name, file, ...args) => {
  total[run(name, file, args) ? 'passed' : 'failed'] += 1;
};

const countsIn = (report) => {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // Jest ended before it wrote its report.
    return undefined;
  }
};

/** A suite that could not run counts as one failure; so does a Jest that failed for another reason than a test. */
const jest = (name, ...args) => {
  const report = join(reports, `${args.join('-')}.json`);
  const ok = run(name, process.execPath, [jestProgram, '--json', `--outputFile=${report}`, ...args]);
  const counts = countsIn(report);
  const failed = (counts?.numFailedTests ?? 0) + (counts?.numRuntimeErrorTestSuites ?? 0);
  total.passed += counts?.numPassedTests ?? 0;
  total.failed += ok ? failed : Math.max(1, failed);
};

check('lock file', process.execPath, join('scripts', 'complete-lock-file.mjs'), '--check');
check('checks', ...(npm ? [process.execPath, npm] : ['npm']), 'run', '--silent', 'check');
jest('unit and integration tests', '--selectProjects', 'unit', 'integration');
// One after the other: each suite runs a whole system and needs the machine for itself.
jest('end-to-end tests', '--runInBand', '--selectProjects', 'e2e');

rmSync(reports, { recursive: true, force: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
