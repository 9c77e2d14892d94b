import { readFileSync } from 'node:fs';

const PARENT_CHECK_EVERY_MS = 500;
/** Ctrl-C reaches the whole process group, and npm forwards it as well: within this time both are one request. */
const SAME_SIGNAL_WITHIN_MS = 1_000;

/** The parent and, on Linux, its parent: npm runs a shell that runs this process, and the shell outlives npm. */
const ancestry = (): string => {
  const parent = process.ppid.toString();
  try {
    const afterName = readFileSync(`/proc/${parent}/stat`, 'utf8').split(') ').at(-1) ?? '';
    return `${parent} ${afterName.split(' ')[1] ?? ''}`;
  } catch {
    return parent;
  }
};

/**
 * Calls `stop` once, on a signal or when npm has ended, and then ends the process.
 * A second signal ends the process at once; the guards then end the child processes.
 */
export const onStopRequest = (stop: () => Promise<void>): void => {
  let requestedAt: number | undefined;
  const handleRequest = (): void => {
    if (requestedAt !== undefined && Date.now() - requestedAt < SAME_SIGNAL_WITHIN_MS) return;
    if (requestedAt !== undefined) process.exit(1);
    requestedAt = Date.now();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handleRequest);

  // A SIGKILL of npm is meant for this process too, but npm cannot forward it.
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const ancestors = ancestry();
  setInterval(() => {
    if (ancestry() !== ancestors && requestedAt === undefined) handleRequest();
  }, PARENT_CHECK_EVERY_MS).unref();
};
