/** Far deeper than real variables, and shallow enough for recursion over them later. */
const DEPTH_MAX = 100;

const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = '\\';

/** Why a text that is JSON is refused all the same. */
export class AmbiguousJson extends Error {
  override readonly name = 'AmbiguousJson';
}

/** Where the string ends that begins at `start`, in a text that is known to be JSON. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escape = end - 1;
    while (text[escape] === BACKSLASH) escape -= 1;
    // An even number of backslashes are characters of their own, and leave the quote what it is.
    if ((end - escape) % 2 === 1) return end;
  }
};

/** Each key is followed by a colon, and outside of strings there is no other. */
const keysWritten = (text: string): number => {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COLON) count += 1;
    else if (code === QUOTE) at = endOfString(text, at);
  }
  return count;
};

const keysRead = (value: unknown, depth = 0): number => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new AmbiguousJson('a number is too large.');
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === DEPTH_MAX) throw new AmbiguousJson(`values are nested deeper than ${DEPTH_MAX.toString()} levels.`);
  const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : values.length;
  for (const below of values) count += keysRead(below, depth + 1);
  return count;
};

/**
 * Reads JSON that everybody reads alike, and throws for any other.
 *
 * Of a key that is there twice, some readers take the first value and some the last (RFC 8259, section 4), so that a proxy
 * may have checked another operation than the one that would run. A number beyond the range of a double would become
 * infinite here, and null on its way to a subgraph.
 */
export const unambiguousJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  // Keys are compared by their number, so that however they are escaped, no string has to be read twice.
  if (keysRead(value) !== keysWritten(text)) throw new AmbiguousJson('a key is there twice.');
  return value;
};
