import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@oms/testing';
import { identityOf, ownIdentity } from '../src/process-identity';
import { lock } from '../src/system/run-lock';

const built = join(__dirname, '..', 'dist', 'system', 'run-lock.js');
const CONTENDERS = 4;
const ROUNDS = 5;
/** Enough for all of them to receive the moment at which they are to try. */
const NOTICE_MS = 50;

/** Reports that it has started, locks at the given moment, reports the result, and keeps the lock. */
const contender = (folder: string): string => `
  const { lock } = require(${JSON.stringify(built)});
  process.stdin.once('data', (moment) => {
    while (Date.now() < Number(moment));
    try { lock(${JSON.stringify(folder)}); console.log('locked'); } catch (error) { console.log(error.message); }
  });
  console.log('ready');`;

class Contender {
  readonly process: ChildProcess;
  #unread = '';

  constructor(folder: string) {
    this.process = spawn(process.execPath, ['-e', contender(folder)], { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  async line(): Promise<string> {
    while (!this.#unread.includes('\n')) {
      this.#unread += await new Promise<string>((resolve) => {
        this.process.stdout?.once('data', (chunk: Buffer) => {
          resolve(chunk.toString());
        });
      });
    }
    const [line = '', ...rest] = this.#unread.split('\n');
    this.#unread = rest.join('\n');
    return line;
  }

  async lock(at = Date.now()): Promise<string> {
    this.process.stdin?.write(`${at.toString()}\n`);
    return this.line();
  }

  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
  }
}

describe('the lock of a data folder', () => {
  let folder: string;
  let contenders: Contender[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-lock-'));
    contenders = [];
  });

  afterEach(async () => {
    await Promise.all(contenders.map((contender) => contender.kill()));
    rmSync(folder, { recursive: true, force: true });
  });

  const readyContender = async (): Promise<Contender> => {
    const found = new Contender(folder);
    contenders.push(found);
    expect(await found.line()).toBe('ready');
    return found;
  };

  const leave = (content: string, number = 1): void => {
    mkdirSync(join(folder, 'lock'), { recursive: true });
    writeFileSync(join(folder, 'lock', number.toString()), content);
  };

  it.each([
    ['process 1', JSON.stringify({ pid: 1, startedAt: 'long ago' })],
    ['an unrelated process that lives', JSON.stringify({ pid: process.ppid, startedAt: 'long ago' })],
    ['a process whose number was given to another one', JSON.stringify({ ...ownIdentity(), startedAt: 'long ago' })],
    ['a process that ended', JSON.stringify({ pid: 2 ** 22, startedAt: 'long ago' })],
    ['nobody, because it was written by half', JSON.stringify(ownIdentity()).slice(0, -4)],
    ['nobody, because it is garbage', '\u0000\u0001[]{'],
    ['nobody, because it is empty', ''],
    ['a bare number, as a pid file has it', process.ppid.toString()],
  ])('is free when it names %s', (_whom, content) => {
    leave(content);
    lock(folder)();
  });

  it('pays no attention to a file of another kind', () => {
    writeFileSync(join(folder, 'running.pid'), '1');
    lock(folder)();
  });

  it('is held by the process that it names, which the error names too, with what to do', async () => {
    const holder = await readyContender();
    expect(await holder.lock()).toBe('locked');
    const pid = String(holder.process.pid);
    expect(() => lock(folder)).toThrow(
      `The system is already running on ${folder}, as process ${pid}: stop it first, by Ctrl-C in its terminal or kill ${pid}.`,
    );
  });

  it('is held by a process that was stopped, too', async () => {
    const holder = await readyContender();
    await holder.lock();
    holder.process.kill('SIGSTOP');
    expect(() => lock(folder)).toThrow('The system is already running');
  });

  it('cannot be taken twice by one process, and can be taken again when it was released', () => {
    const release = lock(folder);
    expect(() => lock(folder)).toThrow(`as process ${process.pid.toString()}`);
    release();
    lock(folder)();
  });

  it('is not given away by a second release', () => {
    const release = lock(folder);
    release();
    lock(folder);
    release();
    expect(() => lock(folder)).toThrow('The system is already running');
  });

  it('is free as soon as its holder was killed', async () => {
    const holder = await readyContender();
    await holder.lock();
    await holder.kill();
    contenders = [];
    lock(folder)();
  });

  it('goes to exactly one of many that try at the same moment', async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      leave(JSON.stringify({ pid: 1, startedAt: 'long ago' }), round * 10);
      const all = await Promise.all(Array.from({ length: CONTENDERS }, readyContender));
      const at = Date.now() + NOTICE_MS;
      const outcomes = await Promise.all(all.map((one) => one.lock(at)));
      expect(outcomes.filter((outcome) => outcome === 'locked')).toHaveLength(1);
      const winner = String(all[outcomes.indexOf('locked')]?.process.pid);
      const others = outcomes.filter((outcome) => outcome !== 'locked');
      for (const other of others) expect(other).toContain(`as process ${winner}`);
      await Promise.all(all.map((one) => one.kill()));
      contenders = [];
    }
  });

  it('leaves one file behind, however often it was taken', () => {
    for (let n = 0; n < 5; n += 1) lock(folder)();
    expect(readdirSync(join(folder, 'lock'))).toEqual(['5']);
    expect(readFileSync(join(folder, 'lock', '5'), 'utf8')).toBe('');
  });
});

describe('the identity of a process', () => {
  it('is the same for every reader, and another one for each process', () => {
    expect(ownIdentity()).toEqual(identityOf(process.pid));
    expect(identityOf(process.ppid)?.startedAt).not.toBe(ownIdentity().startedAt);
  });

  it('is that of a process of another user, too', () => {
    expect(identityOf(1)).toMatchObject({ pid: 1 });
  });

  it('is none when the process ended, even while nobody has asked how', async () => {
    // The shell becomes a program that does not ask how its child ended: a zombie.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (chunk: Buffer) => {
        resolve(Number(chunk.toString()));
      });
    });
    await eventually(() => {
      expect(identityOf(pid)).toBeUndefined();
    });
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill('SIGKILL');
  });
});
