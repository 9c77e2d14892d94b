// What stryker.config.mjs has Jest run: the specs of one area, as one project.
import jest from './jest.config.mjs';
import { areaNamed } from './scripts/mutant-areas.mjs';

const [unit] = jest.projects;

/** @type {import('jest').Config} */
export default {
  ...unit,
  // Without the global setup of the integration specs: Stryker runs Jest once for each mutant.
  testMatch: areaNamed(process.env.OMS_MUTANTS_AREA).tests,
  testTimeout: jest.testTimeout,
};
