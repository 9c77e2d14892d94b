// What `npm run mutants -- <area>` runs; scripts/mutants.mjs names the area, and starts the servers where specs need them.
import { areaNamed } from './scripts/mutant-areas.mjs';

const { name, sources } = areaNamed(process.env.OMS_MUTANTS_AREA);

export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: { projectType: 'custom', configFile: 'jest.mutants.config.mjs', enableFindRelatedTests: true },
  mutate: [...sources, '!**/*.{spec,int-spec}.ts', '!**/testing/**', '!**/generated/**'],
  coverageAnalysis: 'perTest',
  // A mutant that is evaluated when its module is loaded would have to run all tests, each in a Jest of its own.
  ignoreStatic: true,
  concurrency: 2,
  // One run of all tests of the area; those of messaging take minutes.
  dryRunTimeoutMinutes: 20,
  timeoutMS: 15_000,
  timeoutFactor: 2,
  // Mutants and tests that have not changed since the last run keep their result; --force runs all.
  incremental: true,
  incrementalFile: `reports/mutants/${name}.incremental.json`,
  reporters: ['clear-text', 'progress-append-only', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: true },
  htmlReporter: { fileName: `reports/mutants/${name}.html` },
  thresholds: { high: 85, low: 85, break: 85 },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['.oms', 'reports', 'bench', 'e2e', 'docs', '**/dist', '.ci'],
  allowConsoleColors: false,
};
