/** With --production: is there code that only tests use? Without: is there code that nothing uses? */
const production = process.argv.includes('--production');

/** What `--production` leaves out of a workspace: the suffix makes a pattern one of production. */
const tests = ['!src/**/*.{spec,int-spec}.ts!', '!src/**/testing/**!'];
const specs = 'src/**/*.{spec,int-spec}.ts';

/** @type {import('knip').KnipConfig} */
module.exports = {
  ignore: ['**/generated/**', ...(production ? ['**/src/**/testing/**'] : [])],
  // A spec may import what production uses in its own file only, and what its workspace exports as `@internal`. Types are
  // part of the signatures that name them.
  exclude: production ? ['types'] : [],
  ignoreExportsUsedInFile: production ? true : { interface: true, type: true },
  workspaces: {
    '.': {
      // Its configuration cannot be loaded without the name of an area.
      stryker: false,
      ignoreDependencies: ['@stryker-mutator/*'],
      entry: [
        'stryker.config.mjs',
        'jest.mutants.config.mjs',
        'scripts/*.mjs!',
        'jest.mutants.config.mjs',
        'scripts/system/{start,reset,demo,schemas,seed}.ts!',
        'scripts/check/*.ts!',
        'scripts/**/*.{spec,int-spec}.ts',
      ],
      project: ['scripts/**/*.{ts,mjs}!', '!scripts/**/*.{spec,int-spec}.ts!'],
      // Named by path in scripts/mutants.mjs, and in a configuration that knip cannot load without an area.
      ignoreDependencies: ['@stryker-mutator/core', '@stryker-mutator/jest-runner'],
    },
    'packages/*': {
      entry: [specs],
      project: ['src/**/*.ts!', ...tests],
      includeEntryExports: production,
    },
    'packages/launcher': {
      entry: ['{src,specs}/**/*.{spec,int-spec}.ts', '*.cjs!'],
      project: ['src/**/*.ts!', 'specs/**/*.ts', '*.cjs!', ...tests],
      includeEntryExports: production,
    },
    // The system's own tests are what the next two are for: their code counts as used.
    'packages/testing': {
      entry: [specs, '*.cjs!'],
      project: ['src/**/*.ts!', '*.cjs!', ...tests],
    },
    e2e: {
      entry: ['src/**/*.e2e-spec.ts!', '*.cjs!'],
      project: ['src/**/*.ts!'],
    },
    gateway: {
      entry: [specs, 'src/**/testing/*.mjs', 'graphiql/{main.ts,build.mjs}'],
      project: ['src/**/*.{ts,mjs}!', 'graphiql/*.{ts,mjs}', ...tests],
    },
    'subgraphs/*': {
      entry: ['src/main.ts!', specs],
      project: ['src/**/*.ts!', ...tests],
    },
    'simulators/*': {
      entry: ['src/main.ts!', specs],
      project: ['src/**/*.ts!', ...tests],
    },
    bench: {
      entry: [
        'src/main.ts!',
        'src/gateway/{plain-gateway,shop-process}.ts!',
        'src/subscriptions/{feed-process,subscribers-process,collect-garbage}.ts!',
      ],
      project: ['src/**/*.ts!'],
    },
  },
};
