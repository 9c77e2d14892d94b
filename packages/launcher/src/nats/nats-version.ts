import { execFileSync } from 'node:child_process';

const VERSION_WITHIN_MS = 5_000;
const OLDEST = [2, 9, 10] as const;

export type NatsVersion = readonly [major: number, minor: number, patch: number];

/** The version that the program says it is, or undefined when it is no nats-server that runs here. */
export const natsVersion = (file: string): NatsVersion | undefined => {
  try {
    const said = execFileSync(file, ['--version'], { encoding: 'utf8', timeout: VERSION_WITHIN_MS });
    const found = /nats-server: v(\d+)\.(\d+)\.(\d+)/.exec(said);
    return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
  } catch {
    return undefined;
  }
};

/** Whether it is new enough for what the system uses of JetStream. */
export const isRecentEnough = ([major, minor, patch]: NatsVersion): boolean => {
  const [oldestMajor, oldestMinor, oldestPatch] = OLDEST;
  if (major !== oldestMajor) return major > oldestMajor;
  if (minor !== oldestMinor) return minor > oldestMinor;
  return patch >= oldestPatch;
};
