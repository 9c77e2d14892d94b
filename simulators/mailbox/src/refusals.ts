import type { Channel } from './book';

/**
 * How the mailbox misbehaves. `LOSES_ANSWER` takes the message and leaves the sender without an answer, the case in which
 * a sender that repeats itself under another key would tell the customer twice.
 */
export type Misbehaviour = 'TEMPORARY' | 'PERMANENT' | 'NO_ANSWER' | 'LOSES_ANSWER';

export interface Refusal {
  readonly channel: Channel;
  readonly kind: Misbehaviour;
  /** Only messages to this address; all of the channel when left out. */
  readonly to?: string;
  /** How many messages it is for; all from now on when left out. */
  readonly times?: number;
}

/** Set by tests, forgotten on restart. */
export interface Refusals {
  add(refusal: Refusal): void;
  clear(): void;
  /** What is to happen to this message. Counts as one of its times. */
  next(channel: Channel, to: string): Misbehaviour | undefined;
}

export const refusals = (): Refusals => {
  const active: (Refusal & { left: number })[] = [];
  return {
    add: (refusal) => {
      active.push({ ...refusal, left: refusal.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      active.length = 0;
    },
    next: (channel, to) => {
      const found = active.find(
        (refusal) => refusal.left > 0 && refusal.channel === channel && (refusal.to ?? to) === to,
      );
      if (found) found.left -= 1;
      return found?.kind;
    },
  };
};
