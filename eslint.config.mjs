import tseslint from 'typescript-eslint';

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;
const PARAMETERS_MAX = 3;

const sources = ['**/*.ts'];
const tests = ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts', '**/testing/**/*.ts', 'e2e/**/*.ts'];
const pure = ['subgraphs/*/src/domain/**/*.ts', 'subgraphs/*/src/application/**/*.ts'];

/** What would make a decision depend on the moment or the machine. */
const impureGlobals = ['Date', 'process', 'console', 'fetch', 'setTimeout', 'setInterval', 'performance'].map(
  (name) => ({
    name,
    message: 'Domain and application code is pure: take the value, or a port, as an argument.',
  }),
);

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      '.oms/**',
      '.stryker-tmp/**',
      'reports/**',
      '**/*.mjs',
      '**/*.cjs',
      '**/*.js',
    ],
  },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: sources })),
  {
    files: sources,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // TypeORM declares the options of its EntitySchema as classes, and takes plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': 'error',
      'max-lines': ['error', { max: FILE_LINES_MAX }],
      'max-lines-per-function': ['error', { max: FUNCTION_LINES_MAX }],
      'max-params': ['error', PARAMETERS_MAX],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name for a thing, everywhere.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is read once, in config.ts.' },
        { object: 'jest', property: 'mock', message: 'Fakes behind ports, never mocks of our own code.' },
        { object: 'jest', property: 'spyOn', message: 'Assert on what a user or another context can observe.' },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: [
      '**/config.ts',
      'scripts/**/*.ts',
      'packages/launcher/**/*.ts',
      'packages/testing/**/*.ts',
      'bench/**/*.ts',
      'e2e/**/*.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'jest', property: 'mock', message: 'Fakes behind ports, never mocks of our own code.' },
      ],
    },
  },
  {
    files: pure,
    ignores: tests,
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Domain and application code is pure.' },
      ],
    },
  },
  {
    files: tests,
    rules: {
      // A describe block is a chapter, not a function.
      'max-lines-per-function': 'off',
      // Ports are closures, so a method taken out of one loses nothing; Jest's asymmetric matchers are typed `any`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
          name,
          message: 'A test does not sleep: wait for what you expect with eventually().',
        })),
      ],
    },
  },
);
