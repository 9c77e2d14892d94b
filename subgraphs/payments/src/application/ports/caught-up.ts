/**
 * Whether this context has applied everything that the publisher had committed about these keys at the time of the call;
 * waits for it within a deadline. After true, what is unknown here did not exist then. False when that cannot be
 * determined: the deadline passed, or the publisher or the broker does not respond. Never throws.
 */
export type CaughtUp = (keys: readonly string[]) => Promise<boolean>;
