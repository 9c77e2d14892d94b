import DataLoader from 'dataloader';

interface LoaderOptions<Key extends string, Value> {
  /** Reads many at once: in any order, and without those that do not exist. */
  readonly read: (keys: readonly Key[]) => Promise<readonly Value[]>;
  readonly keyOf: (value: Value) => Key;
  /** The key that a text from outside stands for; undefined for one that nothing can have, which is not read. */
  readonly parseKey?: (text: string) => Key | undefined;
}

/** One read for all that one request asks for by key; null for what does not exist, or may not be seen. */
export const loaderOf = <Key extends string, Value>({
  read,
  keyOf,
  parseKey = (text) => text as Key,
}: LoaderOptions<Key, Value>): DataLoader<string, Value | null> =>
  new DataLoader(async (texts: readonly string[]) => {
    const keys = texts.map(parseKey);
    const wanted = [...new Set(keys.filter((key) => key !== undefined))];
    const found = new Map((wanted.length === 0 ? [] : await read(wanted)).map((value) => [keyOf(value), value]));
    return keys.map((key) => (key === undefined ? undefined : found.get(key)) ?? null);
  });
