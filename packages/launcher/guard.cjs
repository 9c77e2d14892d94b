'use strict';

/**
 * Runs one command on behalf of a parent that may die at any moment.
 *
 * The channel to the parent closes when the parent ends, however it ends; the command is then stopped, and killed if
 * it does not stop in time. Plain JavaScript, so that it runs alike from sources and from the build.
 * The guard keeps its own user and drops only the command's, because a dropped user may not be able to read Node.
 */
const { spawn } = require('node:child_process');

const { file, args, cwd, user, stopSignal, stopWithinMs } = JSON.parse(process.argv[2]);

const report = (message) => {
  if (process.connected) process.send(message, () => undefined);
};

const child = spawn(file, args, {
  cwd,
  stdio: ['ignore', 'inherit', 'inherit'],
  ...(user && { uid: user.uid, gid: user.gid }),
});

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  child.kill(stopSignal);
  setTimeout(() => child.kill('SIGKILL'), stopWithinMs).unref();
};

child.once('spawn', () => report({ type: 'spawned', pid: child.pid }));
child.once('error', (error) => {
  if (child.pid !== undefined) return;
  report({ type: 'failed', message: error.message });
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
child.once('exit', (code, signal) => {
  report({ type: 'exited', code, signal });
  process.exitCode = code ?? 1;
  if (process.connected) process.disconnect();
});

process.on('message', stop);
process.on('disconnect', stop);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);
