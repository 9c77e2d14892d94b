/**
 * Whether this context has applied all events that the publisher had committed about these keys by the time of the call.
 * It waits for them within a deadline. What is unknown after `true` did not exist when it was called. `false`: that could
 * not be established, because the deadline passed, or the publisher or the broker did not answer. It never throws.
 */
export type CaughtUp = (keys: readonly string[]) => Promise<boolean>;
