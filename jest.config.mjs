const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // These ship ES modules only, which Jest cannot require on Node 20.
  transformIgnorePatterns: ['/node_modules/(?!(jose|uuid)/)'],
  modulePathIgnorePatterns: ['/dist/', '/\\.oms/', '<rootDir>/\\.stryker-tmp/'],
  moduleNameMapper: {
    '^@oms/([a-z-]+)$': '<rootDir>/packages/$1/src',
    '^@oms/([a-z-]+)/testing$': '<rootDir>/packages/$1/src/testing',
  },
};

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  // Of all projects: Jest knows no timeout per project.
  testTimeout: 120_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/**/*.int-spec.ts'],
      globalSetup: '<rootDir>/packages/testing/global-setup.cjs',
      globalTeardown: '<rootDir>/packages/testing/global-teardown.cjs',
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/**/*.e2e-spec.ts'],
      globalSetup: '<rootDir>/e2e/global-setup.cjs',
      globalTeardown: '<rootDir>/e2e/global-teardown.cjs',
    },
  ],
};
