import { readFileSync } from 'node:fs';

const PARENT_CHECK_EVERY_MS = 500;
/** Ctrl-C reaches the whole process group, and npm passes it on as well: within this time it is the same one. */
const SAME_SIGNAL_WITHIN_MS = 1_000;

/** The parent, and on Linux its parent too: npm runs a shell that runs us, and the shell survives npm. */
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
 * Calls `stop` once, when the terminal, the system or npm's end asks for it, and then ends the process.
 * A second signal ends it at once: the guards of the child processes see to the rest.
 */
export const whenAskedToStop = (stop: () => Promise<void>): void => {
  let since: number | undefined;
  const asked = (): void => {
    if (since !== undefined && Date.now() - since < SAME_SIGNAL_WITHIN_MS) return;
    if (since !== undefined) process.exit(1);
    since = Date.now();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, asked);

  // Who kills npm means what it runs, but npm cannot pass a SIGKILL on.
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const ancestors = ancestry();
  setInterval(() => {
    if (ancestry() !== ancestors && since === undefined) asked();
  }, PARENT_CHECK_EVERY_MS).unref();
};
