import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';

const repository = join(__dirname, '..', '..');
const CONFIG = '.dependency-cruiser.cjs';
const FOLDER_CONFIG = '.dependency-cruiser.folders.cjs';
const skipped = new Set(['node_modules', 'dist', '.oms', '.git']);

/** One forbidden import for each rule, and the rule that must report it. */
const canaries: readonly { readonly rule: string; readonly file: string; readonly imports: string }[] = [
  { rule: 'domain-is-pure', file: 'subgraphs/orders/src/domain/canary.ts', imports: 'node:fs' },
  { rule: 'application-knows-only-domain', file: 'subgraphs/orders/src/application/canary.ts', imports: 'typeorm' },
  {
    rule: 'api-goes-through-use-cases',
    file: 'subgraphs/orders/src/api/canary.ts',
    imports: '../infrastructure/canary-target',
  },
  {
    rule: 'infrastructure-does-not-serve',
    file: 'subgraphs/orders/src/infrastructure/canary.ts',
    imports: '../api/canary-target',
  },
  {
    rule: 'contexts-do-not-touch',
    file: 'subgraphs/orders/src/canary.ts',
    imports: '../../payments/src/canary-target',
  },
  { rule: 'gateway-knows-only-schemas', file: 'gateway/src/canary.ts', imports: '@oms/contracts' },
  {
    rule: 'gateway-transport',
    file: 'gateway/src/transport/canary.ts',
    imports: '../planning/canary-target',
  },
  {
    rule: 'gateway-subscriptions',
    file: 'gateway/src/subscriptions/canary.ts',
    imports: '../planning/canary-target',
  },
  { rule: 'gateway-operation', file: 'gateway/src/operation/canary.ts', imports: '../transport/canary-target' },
  { rule: 'gateway-execution', file: 'gateway/src/execution/canary.ts', imports: '../transport/canary-target' },
  { rule: 'gateway-planning', file: 'gateway/src/planning/canary.ts', imports: '../transport/canary-target' },
  { rule: 'gateway-subgraphs', file: 'gateway/src/subgraphs/canary.ts', imports: '../planning/canary-target' },
  { rule: 'gateway-supergraph', file: 'gateway/src/supergraph/canary.ts', imports: '../canary-target' },
  {
    rule: 'gateway-has-these-folders',
    file: 'gateway/src/folder-canary.ts',
    imports: './unlisted/canary-target',
  },
  {
    rule: 'packages-know-no-context',
    file: 'packages/kernel/src/canary.ts',
    imports: '../../../gateway/src/canary-target',
  },
  { rule: 'simulators-stand-outside', file: 'simulators/mailbox/src/canary.ts', imports: '@oms/contracts' },
  {
    rule: 'production-imports-no-tests',
    file: 'subgraphs/orders/src/infrastructure/hasty-canary.ts',
    imports: '@oms/testing',
  },
  { rule: 'no-circular', file: 'packages/telemetry/src/canary.ts', imports: './canary-target' },
];

const targets: Readonly<Record<string, string>> = {
  'subgraphs/orders/src/infrastructure/canary-target.ts': 'export const target = 1;\n',
  'subgraphs/orders/src/api/canary-target.ts': 'export const target = 1;\n',
  'subgraphs/payments/src/canary-target.ts': 'export const target = 1;\n',
  'gateway/src/canary-target.ts': 'export const target = 1;\n',
  'gateway/src/transport/canary-target.ts': 'export const target = 1;\n',
  'gateway/src/planning/canary-target.ts': 'export const target = 1;\n',
  'gateway/src/unlisted/canary-target.ts': 'export const target = 1;\n',
  'packages/telemetry/src/canary-target.ts': "import './canary';\nexport const target = 1;\n",
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const write = (root: string, file: string, content: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
};

const copyOfTheTree = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'canary-'));
  for (const part of ['packages', 'gateway', 'subgraphs', 'simulators'])
    cpSync(join(repository, part), join(root, part), {
      recursive: true,
      filter: (path) =>
        !path
          .slice(repository.length)
          .split(sep)
          .some((name) => skipped.has(name)),
    });
  for (const file of [CONFIG, FOLDER_CONFIG, 'tsconfig.cruise.json', 'tsconfig.base.json'])
    cpSync(join(repository, file), join(root, file));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  return root;
};

const cruise = (root: string, config: string): readonly Violation[] => {
  const report = join(root, 'report.json');
  const arguments_ = ['--config', config, '-T', 'json', '-f', report];
  try {
    execFileSync(
      process.execPath,
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        ...arguments_,
        'packages',
        'gateway',
        'subgraphs',
        'simulators',
      ],
      { cwd: root, stdio: 'pipe' },
    );
  } catch {
    // A non-zero exit code is the number of violations, which this test expects. They are read from the report.
  }
  const { summary } = JSON.parse(readFileSync(report, 'utf8')) as { summary: { violations: readonly Violation[] } };
  return summary.violations;
};

describe('the architecture rules', () => {
  let violations: readonly Violation[];
  let folderViolations: readonly Violation[];

  beforeAll(() => {
    const root = copyOfTheTree();
    try {
      for (const [file, content] of Object.entries(targets)) write(root, file, content);
      for (const { file, imports } of canaries) write(root, file, `import '${imports}';\nexport const canary = 1;\n`);
      violations = cruise(root, CONFIG);
      folderViolations = cruise(root, FOLDER_CONFIG);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }, 60_000);

  it.each(canaries)('$rule is tripped by $file', ({ rule, file }) => {
    // A cycle is reported once, for the module of it that is visited first.
    const origins = [file, 'packages/telemetry/src/canary-target.ts'].slice(0, rule === 'no-circular' ? 2 : 1);
    const named = violations.filter(({ from }) => origins.includes(from)).map((violation) => violation.rule.name);
    expect(named).toEqual([rule]);
  });

  it('no-circular-folders is tripped by folders that import each other', () => {
    const ofPlanning = folderViolations.filter(({ from }) => from === 'gateway/src/planning');
    expect(new Set(ofPlanning.map(({ rule }) => rule.name))).toEqual(new Set(['no-circular-folders']));
  });

  it('find nothing else in the tree', () => {
    const planted = new Set([...canaries.map(({ file }) => file), ...Object.keys(targets)]);
    expect(violations.filter(({ from }) => !planted.has(from))).toEqual([]);
  });

  it('each have a canary', () => {
    const { forbidden } = jest.requireActual<{ forbidden: readonly { readonly name: string }[] }>(
      join(repository, CONFIG),
    );
    expect(canaries.map(({ rule }) => rule).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });
});
