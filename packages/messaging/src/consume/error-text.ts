const CHARACTERS_MAX = 2_000;

/** What to store of an error: PostgreSQL stores no NUL in a text. */
export const errorText = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return (text === '' ? 'An error without a message.' : text).replaceAll('\0', '\u{FFFD}').slice(0, CHARACTERS_MAX);
};
