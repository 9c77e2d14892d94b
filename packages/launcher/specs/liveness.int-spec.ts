import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@oms/testing';
import { spawnGuarded } from '../src/guarded-process';
import { freePort } from '../src/ports';
import { embeddedPostgres } from '../src/postgres/embedded-postgres';
import { postmasterProbe } from '../src/postgres/postmaster-probe';
import { httpProbe, watchLiveness } from '../src/system/liveness';
import { SupervisedProcess } from '../src/system/supervised-process';
import { untilReady } from '../src/until-ready';
import { toyRepository, type ToyRepository } from './toy-repository';

/** Five probes, a restart, and a machine that has other things to do. */
const RESTARTED_WITHIN_MS = 30_000;
const PROBE_WITHIN_MS = 2_000;

describe('a supervised process that is ready', () => {
  let repository: ToyRepository;
  let supervised: SupervisedProcess;
  let lines: string[];
  let url: string;

  beforeEach(async () => {
    repository = toyRepository();
    lines = [];
    const port = await freePort();
    url = `http://127.0.0.1:${port.toString()}`;
    const logFile = join(repository.data, 'toy.log');
    const probe = httpProbe(`${url}/livez`);
    supervised = new SupervisedProcess({
      name: 'toy',
      logFile,
      onProgress: (line) => lines.push(line),
      launch: async () => {
        const main = join(repository.root, 'gateway', 'dist', 'main.js');
        const env = { PORT: port.toString(), HOST: '127.0.0.1' };
        const process = await spawnGuarded({
          name: 'toy',
          file: globalThis.process.execPath,
          args: [main],
          env,
          logFile,
        });
        const starting = { name: 'toy', process, logFile, withinMs: RESTARTED_WITHIN_MS };
        await untilReady(starting, () => probe(AbortSignal.timeout(PROBE_WITHIN_MS)));
        return process;
      },
      watch: (restart) => watchLiveness(probe, restart),
    });
    await supervised.start();
  });

  afterEach(async () => {
    await supervised.stop();
    repository.remove();
  });

  const isRestarted = async (before: number): Promise<void> => {
    await eventually(
      async () => {
        expect(supervised.pid()).not.toBe(before);
        expect((await fetch(`${url}/livez`)).status).toBe(200);
      },
      { withinMs: RESTARTED_WITHIN_MS },
    );
  };

  it('is killed and started again when it blocks its event loop', async () => {
    const before = supervised.pid();
    await expect(fetch(`${url}/block`, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    await isRestarted(before);
    expect(lines).toEqual([
      expect.stringMatching(/^toy did not respond for 5 s \(.+\): it is killed$/),
      'toy ended (SIGKILL) and is started again',
    ]);
  });

  it('is killed and started again when it is stopped, and stays watched', async () => {
    for (let round = 0; round < 2; round += 1) {
      const before = supervised.pid();
      supervised.signal('SIGSTOP');
      await isRestarted(before);
    }
  });

  it('is killed and restarted when it reports that it is not healthy', async () => {
    const before = supervised.pid();
    await fetch(`${url}/sicken`);
    await isRestarted(before);
    expect(lines[0]).toContain('it answers 500');
  });

  it('ends when it is asked to, even while it is stopped', async () => {
    supervised.signal('SIGSTOP');
    await supervised.stop();
    expect(lines).toEqual([]);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

describe('the watch of a process', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('accepts a response that comes late', async () => {
    const answered: number[] = [];
    const port = await freePort();
    server = createServer((_request, response) => {
      void delay(3_500).then(() => {
        answered.push(Date.now());
        response.end('slow');
      });
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    const restarts: string[] = [];
    const stop = watchLiveness(httpProbe(`http://127.0.0.1:${port.toString()}/livez`), (reason) =>
      restarts.push(reason),
    );
    await eventually(
      () => {
        expect(answered.length).toBeGreaterThan(8);
      },
      { withinMs: RESTARTED_WITHIN_MS },
    );
    stop();
    expect(restarts).toEqual([]);
  });

  it('keeps one connection for all its probes', async () => {
    const port = await freePort();
    let [connections, requests] = [0, 0];
    server = createServer((_request, response) => {
      requests += 1;
      response.end('well');
    });
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    const stop = watchLiveness(httpProbe(`http://127.0.0.1:${port.toString()}/livez`), () => undefined);
    await eventually(
      () => {
        expect(requests).toBeGreaterThan(4);
      },
      { withinMs: RESTARTED_WITHIN_MS },
    );
    stop();
    expect(connections).toBe(1);
  });
});

describe('the probe of a PostgreSQL', () => {
  it('is answered by one that serves, and not by one that is stopped', async () => {
    const home = mkdtempSync(join(tmpdir(), 'oms-probe-'));
    const port = await freePort();
    const probe = postmasterProbe(port);
    const logFile = join(home, 'postgres.log');
    const server = await embeddedPostgres({ folder: join(home, 'data'), port, password: 'secret', logFile });
    try {
      await probe(AbortSignal.timeout(PROBE_WITHIN_MS));
      server.process.kill('SIGSTOP');
      await expect(probe(AbortSignal.timeout(PROBE_WITHIN_MS))).rejects.toThrow('aborted');
      server.process.kill('SIGCONT');
      await probe(AbortSignal.timeout(PROBE_WITHIN_MS));
    } finally {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    }
    await expect(probe(AbortSignal.timeout(PROBE_WITHIN_MS))).rejects.toThrow('ECONNREFUSED');
  });
});
