import type { Channel } from './message-store';

/**
 * An injected fault. `LOSES_ANSWER` accepts the message and sends no response: a sender that repeats the message with another
 * key would notify the customer twice.
 */
export type Misbehaviour = 'TEMPORARY' | 'PERMANENT' | 'NO_ANSWER' | 'LOSES_ANSWER';

export interface Refusal {
  readonly channel: Channel;
  readonly kind: Misbehaviour;
  /** Only messages to this address; by default all of the channel. */
  readonly to?: string;
  /** The number of messages; by default all from now on. */
  readonly times?: number;
}

/** Injected by tests; not kept across restarts. */
export interface Refusals {
  add(refusal: Refusal): void;
  clear(): void;
  /** The fault for this message, if any. Uses up one of its times. */
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
