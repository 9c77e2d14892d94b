import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** About half a minute of trying with `backoff`. */
export const RECONNECTS_MAX = 12;

/** A subgraph that has never answered is given up sooner: the client waits for its first word. */
export const FIRST_CONNECTS_MAX = 3;

/** Waits longer each time, and never as long as others do: subscribers who lost the same subgraph must not return together. */
export const backoff = (attempt: number): Promise<void> => {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return delay(ceilingMs / 2 + (Math.random() * ceilingMs) / 2);
};
