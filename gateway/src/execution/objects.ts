/** What a subgraph answered, and what is joined to it. */
export type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Clients choose the names in an answer: `__proto__` is to be a name like any other. */
export const setOwn = (object: JsonObject, name: string, value: unknown): void => {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, writable: true });
  else object[name] = value;
};

/** What an object has of itself, and not from `Object.prototype`. */
export const getOwn = (object: JsonObject, name: string): unknown =>
  name in Object.prototype && !Object.hasOwn(object, name) ? undefined : object[name];

/** Adds what another fetch said of the same object. Where both say something that is no object, the later one counts. */
export const mergeInto = (target: JsonObject, source: JsonObject): void => {
  for (const name of Object.keys(source)) {
    const added = source[name];
    const present = getOwn(target, name);
    if (isJsonObject(added) && isJsonObject(present)) mergeInto(present, added);
    else if (Array.isArray(added) && Array.isArray(present) && added.length === present.length)
      mergeElements(present, added);
    else setOwn(target, name, added);
  }
};

const mergeElements = (target: unknown[], source: readonly unknown[]): void => {
  source.forEach((added, index) => {
    const present = target[index];
    if (isJsonObject(added) && isJsonObject(present)) mergeInto(present, added);
    else target[index] = added;
  });
};
