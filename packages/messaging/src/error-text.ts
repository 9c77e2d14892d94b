const CHARACTERS_MAX = 2_000;

/** What to write in a log line, and nothing else of the error: a driver's error carries rows. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What to store of an error: PostgreSQL stores no NUL in a text. */
export const errorText = (error: unknown): string => {
  const text = reasonOf(error);
  return (text === '' ? 'An error without a message.' : text).replaceAll('\0', '\u{FFFD}').slice(0, CHARACTERS_MAX);
};
