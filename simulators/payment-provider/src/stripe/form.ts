/** The flat parameters of a form-encoded request: `metadata[order_id]` stays one name. */
export type Form = ReadonlyMap<string, string>;

export const parseForm = (body: string): Form => new Map(new URLSearchParams(body));

const NESTED = /^([a-z_]+)\[([^\]]*)\]$/;

/** The entries of a nested parameter, such as every `metadata[…]`. */
export const nestedOf = (form: Form, name: string): Readonly<Record<string, string>> => {
  const entries = [...form].flatMap(([key, value]) => {
    const match = NESTED.exec(key);
    return match?.[1] === name ? [[match[2] ?? '', value] as const] : [];
  });
  return Object.fromEntries(entries);
};

/** The name without the nested part. */
export const rootOf = (name: string): string => NESTED.exec(name)?.[1] ?? name;

/** Equal for two requests with the same parameters, in any order. */
export const canonical = (form: Form): string =>
  JSON.stringify([...form].sort(([left], [right]) => (left < right ? -1 : 1)));
