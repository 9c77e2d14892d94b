/** A moment: milliseconds since the epoch. `Date` and ISO 8601 text exist only at the edges of a process. */
export type Instant = number;

/** Now, by the clock of this process. */
export type Clock = () => Instant;
