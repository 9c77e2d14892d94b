/** A moment as milliseconds since 1970 in UTC, read from the database's clock, which all replicas share. */
export type Instant = number;
