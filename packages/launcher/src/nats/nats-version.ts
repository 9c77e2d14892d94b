import { execFileSync } from 'node:child_process';

const VERSION_WITHIN_MS = 5_000;
/** What the services need: their event log uses a stream's metadata and the sequence of its first message. */
export const OLDEST_VERSION = '2.10';
const [OLDEST_MAJOR, OLDEST_MINOR] = OLDEST_VERSION.split('.').map(Number) as [number, number];

export type NatsVersion = readonly [major: number, minor: number, patch: number];

/** The version that the program prints, or undefined when it is no nats-server that runs here. */
export const natsVersion = (file: string): NatsVersion | undefined => {
  try {
    const output = execFileSync(file, ['--version'], { encoding: 'utf8', timeout: VERSION_WITHIN_MS });
    const found = /nats-server: v(\d+)\.(\d+)\.(\d+)/.exec(output);
    return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
  } catch {
    return undefined;
  }
};

/** Whether it is new enough for what the system uses of JetStream. */
export const isRecentEnough = ([major, minor]: NatsVersion): boolean =>
  major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR);
