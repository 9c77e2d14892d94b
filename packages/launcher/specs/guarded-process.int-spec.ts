import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@oms/testing';
import { spawnGuarded } from '../src/guarded-process';

const built = join(__dirname, '..', 'dist', 'guarded-process.js');

/** Tells its log when it starts and when it is asked to stop; `stubborn` does not comply. */
const worker = (stubborn: boolean): string => `
  console.log('at work ' + process.pid);
  setInterval(() => undefined, 1_000);
  process.on('SIGTERM', () => {
    console.log('asked to stop');
    ${stubborn ? '' : 'process.exit(3);'}
  });`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a guarded process', () => {
  let folder: string;
  let logFile: string;

  const command = (stubborn = false) => ({
    name: 'worker',
    file: process.execPath,
    args: ['-e', worker(stubborn)],
    env: {},
    logFile,
    stopWithinMs: 300,
  });
  const log = (): string => readFileSync(logFile, 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-guard-'));
    logFile = join(folder, 'worker.log');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is requested to stop, and reports how it ended', async () => {
    const guarded = await spawnGuarded(command());
    await eventually(() => {
      expect(log()).toContain(`at work ${guarded.pid.toString()}`);
    });
    expect(await guarded.stop()).toEqual({ code: 3, signal: null });
    expect(log()).toContain('asked to stop');
    expect(await guarded.stop()).toEqual({ code: 3, signal: null });
  });

  it('is killed when it does not stop in time', async () => {
    const guarded = await spawnGuarded(command(true));
    await eventually(() => {
      expect(log()).toContain('at work');
    });
    expect(await guarded.stop()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('reports that it was killed from outside', async () => {
    const guarded = await spawnGuarded(command());
    guarded.kill('SIGKILL');
    expect(await guarded.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('that does not exist is an error which names it', async () => {
    await expect(spawnGuarded({ ...command(), file: '/nowhere/worker' })).rejects.toThrow(
      'worker could not be started: spawn /nowhere/worker ENOENT',
    );
  });

  describe('whose launcher is killed', () => {
    const launcherOf = (stubborn: boolean): ChildProcess =>
      spawn(
        process.execPath,
        ['-e', `require(${JSON.stringify(built)}).spawnGuarded(${JSON.stringify(command(stubborn))})`],
        { stdio: 'inherit' },
      );

    const workerPid = (): Promise<number> =>
      eventually(() => {
        const found = /at work (\d+)/.exec(log())?.[1];
        expect(found).toBeDefined();
        return Number(found);
      });

    it.each([
      ['obeys', false],
      ['does not obey', true],
    ])('ends all the same when it %s', async (_what, stubborn) => {
      const launcher = launcherOf(stubborn);
      const pid = await workerPid();
      launcher.kill('SIGKILL');
      await eventually(() => {
        expect(isAlive(pid)).toBe(false);
      });
      expect(log()).toContain('asked to stop');
    });
  });
});
