/** What to write in a log line, and nothing that hangs on the error besides: a driver's error carries rows. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
