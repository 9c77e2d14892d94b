import type { Broker, EventMessaging } from '@oms/messaging';

/** However often readiness is requested, the checks run at most this often. */
const CACHED_MS = 1_000;

/** By part of the process, why it cannot do its work; undefined where it can. */
export type Checks = Readonly<Record<string, string | undefined>>;

export type Readiness = () => Promise<Checks>;

/** Shares one answer among all who ask within a second. */
export const cachedReadiness = (readiness: Readiness, now: () => number = Date.now): Readiness => {
  let answer: Promise<Checks> | undefined;
  let askedAt = -Infinity;
  return () => {
    if (answer === undefined || now() - askedAt >= CACHED_MS) {
      askedAt = now();
      answer = readiness();
    }
    return answer;
  };
};

/** The check of something that rejects when it cannot work. */
export const failureOf = async (check: Promise<unknown>): Promise<string | undefined> => {
  try {
    await check;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/**
 * Of what a service does with events. Without its connection to the broker it can do neither: a reader that only waits for
 * messages does not notice that, and a process that stands by would not work when it is needed.
 */
export const messagingChecks = (broker: Pick<Broker, 'failure'>, events: Pick<EventMessaging, 'checks'>): Checks => {
  const { publishing, consuming } = events.checks();
  const disconnected = broker.failure();
  return { publishing: publishing ?? disconnected, consuming: consuming ?? disconnected };
};
