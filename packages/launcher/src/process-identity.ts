import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const PS_WITHIN_MS = 5_000;

/** One process for good: its number alone is given to another process when it has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process was started, in the words of its system: to be compared, not to be read. */
  readonly startedAt: string;
}

/** After the name, which is in parentheses and may contain some itself, the third field comes first. */
const START_TIME_FIELD = 22 - 3;

const startOnLinux = (pid: number): string | undefined => {
  const stat = readFileSync(`/proc/${pid.toString()}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; only its parent has not asked how.
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  // Ticks since the machine was started, so they mean something together with that start only.
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot} ${fields[START_TIME_FIELD] ?? ''}`;
};

const startByPs = (pid: number): string | undefined => {
  const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', pid.toString()], {
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: PS_WITHIN_MS,
    // The same text for the same moment, in every locale and time zone.
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  }).trim();
  return line === '' || line.startsWith('Z') ? undefined : line.split(/\s+/).slice(1).join(' ');
};

/** On Windows only slow programs report start times: there the process id alone is used. */
const startByNumber = (pid: number): string | undefined => {
  process.kill(pid, 0);
  return '';
};

const startOf = { linux: startOnLinux, win32: startByNumber } as Readonly<
  Partial<Record<NodeJS.Platform, (pid: number) => string | undefined>>
>;

/** Undefined when no such process is running. */
export const identityOf = (pid: number): ProcessIdentity | undefined => {
  try {
    const startedAt = (startOf[process.platform] ?? startByPs)(pid);
    return startedAt === undefined ? undefined : { pid, startedAt };
  } catch {
    return undefined;
  }
};

export const ownIdentity = (): ProcessIdentity => {
  const own = identityOf(process.pid);
  if (own) return own;
  throw new Error('The start time of this process cannot be read: install ps.');
};

export const isRunning = ({ pid, startedAt }: ProcessIdentity): boolean => identityOf(pid)?.startedAt === startedAt;

/** What `JSON.stringify` made of one; undefined for anything else, such as a file that was written by half. */
export const parseIdentity = (text: string): ProcessIdentity | undefined => {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<ProcessIdentity>;
    if (!Number.isInteger(pid) || typeof startedAt !== 'string') return undefined;
    return { pid: Number(pid), startedAt };
  } catch {
    return undefined;
  }
};
