// Adds the entries that npm omits from package-lock.json: node scripts/complete-lock-file.mjs [--check]
//
// npm omits an optional package, such as a binary for another platform, when the configured registry lacks it; `npm ci`
// then refuses the file on every machine. An entry with version and platform is sufficient.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(dirname(fileURLToPath(import.meta.url)), '..', 'package-lock.json');
const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openharmony', 'netbsd', 'openbsd', 'sunos', 'aix'];
const processors = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

const lock = JSON.parse(readFileSync(file, 'utf8'));

/** Resolves as Node does: in the package's own node_modules, then in those of the folders above. */
const isLocked = (from, name) => {
  if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in lock.packages) return true;
  if (from === '') return false;
  const above = from.lastIndexOf('node_modules/');
  return isLocked(above < 0 ? '' : from.slice(0, above).replace(/\/$/, ''), name);
};

/** The platform is part of the name, as in @swc/core-linux-arm64-gnu. */
const entryOf = (name, version, parent) => {
  const words = name.replace(/^@[^/]+\//, '').split('-');
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu)
    throw new Error(`Add ${name}@${version} to package-lock.json by hand: its name does not contain its platform.`);
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu')) && 'glibc';
  return {
    version,
    cpu: [cpu],
    ...(parent.dev && { dev: true }),
    ...(os === 'linux' && libc && { libc: [libc] }),
    optional: true,
    os: [os],
  };
};

const missing = Object.entries(lock.packages).flatMap(([from, parent]) =>
  Object.entries(parent.optionalDependencies ?? {})
    .filter(([name]) => !isLocked(from, name))
    .map(([name, version]) => [`node_modules/${name}`, entryOf(name, version, parent)]),
);

if (missing.length === 0) process.exit(0);
if (process.argv.includes('--check')) {
  console.error(
    `package-lock.json lacks ${missing.length} packages of other platforms: node scripts/complete-lock-file.mjs`,
  );
  process.exit(1);
}
const entries = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) });
lock.packages = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.error(`Added ${missing.length} packages of other platforms to package-lock.json.`);
