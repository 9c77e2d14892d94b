/** An object as JSON has it: of a response, or of what responses were merged into. */
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
