import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sendSignal } from './send-signal';
import type { SystemUser } from './system-user';

const STOP_WITHIN_MS = 12_000;
const guardFile = join(__dirname, '..', 'guard.cjs');

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Standard output and standard error are appended here, so that a log outlives the launcher and costs it nothing. */
  readonly logFile: string;
  readonly cwd?: string;
  /** Whom the command runs as, when that is not the present user. */
  readonly user?: SystemUser | undefined;
  readonly stopSignal?: NodeJS.Signals;
  /** After this long without an end, the stop signal is followed by SIGKILL. */
  readonly stopWithinMs?: number;
  /** Called with the command's process id as soon as it runs. */
  readonly onSpawned?: ((pid: number) => void) | undefined;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process that ends when this process ends, even by SIGKILL. */
export interface GuardedProcess {
  /** Of the command itself, not of its guard. */
  readonly pid: number;
  readonly exited: Promise<Exit>;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, makes it end when it does not, and waits for that. May be called twice. */
  stop(): Promise<Exit>;
}

type GuardMessage =
  | { readonly type: 'spawned'; readonly pid: number }
  | { readonly type: 'failed'; readonly message: string }
  | ({ readonly type: 'exited' } & Exit);

const forkGuard = (command: Command): ChildProcess => {
  mkdirSync(dirname(command.logFile), { recursive: true });
  const log = openSync(command.logFile, 'a', 0o600);
  const order = {
    file: command.file,
    args: command.args,
    // A dropped user may not be allowed into the folder that we are in.
    cwd: command.cwd ?? (command.user === undefined ? process.cwd() : '/'),
    user: command.user,
    stopSignal: command.stopSignal ?? 'SIGTERM',
    stopWithinMs: command.stopWithinMs ?? STOP_WITHIN_MS,
  };
  // Detached: Ctrl-C in a terminal must reach the launcher alone, or the database would go before those who drain into it.
  const guard = fork(guardFile, [JSON.stringify(order)], {
    detached: true,
    env: { ...command.env },
    execArgv: ['--max-old-space-size=32'],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return guard;
};

/** Starts the command; rejects when it cannot be started at all. */
export const spawnGuarded = (command: Command): Promise<GuardedProcess> =>
  new Promise((resolve, reject) => {
    const guard = forkGuard(command);
    let pid: number | undefined;
    let exit: Exit | undefined;

    const exited = new Promise<Exit>((settle) => {
      guard.once('exit', (code, signal) => {
        // A guard that was killed can no longer end its command.
        if (exit === undefined && pid !== undefined) sendSignal(pid, 'SIGKILL');
        settle(exit ?? { code, signal });
        reject(new Error(`${command.name} could not be started: its guard ended (${String(signal ?? code)}).`));
      });
    });

    const stop = (): Promise<Exit> => {
      if (guard.connected) guard.send({ type: 'stop' });
      return exited;
    };

    guard.once('error', reject);
    guard.on('message', (message) => {
      const report = message as GuardMessage;
      if (report.type === 'failed') reject(new Error(`${command.name} could not be started: ${report.message}`));
      if (report.type === 'exited') exit = { code: report.code, signal: report.signal };
      if (report.type !== 'spawned') return;
      const spawned = (pid = report.pid);
      command.onSpawned?.(spawned);
      resolve({
        pid: spawned,
        exited,
        stop,
        kill: (signal) => {
          if (exit === undefined) sendSignal(spawned, signal);
        },
      });
    });
  });
