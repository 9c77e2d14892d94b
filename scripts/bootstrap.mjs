// Installs and builds a fresh clone, then runs one script: `node scripts/bootstrap.mjs start`.
// Without dependencies, because this script installs them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MINIMUM = [20, 19];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, 'package-lock.json');
const installedLock = join(root, 'node_modules', '.package-lock.json');
const stampFile = join(root, 'node_modules', '.oms-installed');

/** For each script the projects that it needs built, and its entry point. */
const scripts = {
  start: { build: ['tsconfig.build.json'], main: 'scripts/system/dist/start.js' },
  reset: { build: ['scripts/system'], main: 'scripts/system/dist/reset.js' },
  demo: { build: ['scripts/system'], main: 'scripts/system/dist/demo.js' },
  bench: { build: ['.'], main: 'bench/dist/main.js' },
  test: { build: ['.'], main: 'scripts/test.mjs' },
};

const fail = (line) => {
  console.error(line);
  process.exit(1);
};

const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [majorMinimum, minorMinimum] = NODE_MINIMUM;
  if (major > majorMinimum || (major === majorMinimum && minor >= minorMinimum)) return;
  fail(`Node ${process.versions.node} is too old: install Node ${NODE_MINIMUM.join('.')} or later.`);
};

const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** npm writes its copy of the lock file last, so that an interrupted install does not count. */
const isInstalled = () => {
  if (!existsSync(installedLock)) return false;
  if (existsSync(stampFile)) return readFileSync(stampFile, 'utf8') === digest(lockFile);
  return statSync(installedLock).mtimeMs >= statSync(lockFile).mtimeMs;
};

const run = (file, args) => {
  // Their output is progress, so it goes to standard error; standard output is reserved for the script.
  execFileSync(file, args, { cwd: root, stdio: ['ignore', process.stderr, 'inherit'] });
};

const install = () => {
  if (isInstalled()) return;
  console.error('Installing the dependencies …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    if (npm && existsSync(npm)) run(process.execPath, [npm, ...args]);
    else run('npm', args);
  } catch {
    fail('The dependencies could not be installed: see the error above, then run npm ci.');
  }
  writeFileSync(stampFile, digest(lockFile));
};

const build = (projects) => {
  console.error('Building …');
  try {
    run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', ...projects]);
    run(process.execPath, [join(root, 'gateway', 'graphiql', 'build.mjs')]);
  } catch {
    fail('The build failed: see the errors above.');
  }
};

const script = scripts[process.argv[2]];
if (!script) fail(`Usage: node scripts/bootstrap.mjs ${Object.keys(scripts).join('|')}`);
checkNode();
install();
build(script.build);
process.chdir(root);
// In this process rather than in a child: no process between the terminal and the launcher that could end alone.
process.argv.splice(1, 2, join(root, script.main));
await import(pathToFileURL(join(root, script.main)).href);
