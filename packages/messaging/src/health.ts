/** Whether a part of the process can work. */
export interface Health {
  /** Why it has not been able to work for longer than the grace period, or undefined. */
  failure(): string | undefined;
}

/** A failure that is over sooner is no reason to take a process out of service. */
const GRACE_MS = 5_000;

export interface HealthRecord extends Health {
  succeed(): void;
  fail(reason: string): void;
}

export const healthOf = (now: () => number = () => performance.now()): HealthRecord => {
  let failing: { readonly since: number; readonly reason: string } | undefined;
  return {
    succeed: () => {
      failing = undefined;
    },
    fail: (reason) => {
      failing = { since: failing?.since ?? now(), reason };
    },
    failure: () => (failing !== undefined && now() - failing.since >= GRACE_MS ? failing.reason : undefined),
  };
};
