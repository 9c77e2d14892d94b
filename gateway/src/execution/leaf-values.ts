import {
  isEnumType,
  isSpecifiedScalarType,
  type GraphQLEnumType,
  type GraphQLScalarType,
  type GraphQLSchema,
} from 'graphql';

/** The value as clients get it: null when it is hidden from them, undefined when it is none of the type. */
export type ReadLeaf = (value: unknown) => unknown;

const specified: Readonly<Record<string, ReadLeaf>> = {
  Int: (value) => (Number.isInteger(value) ? value : undefined),
  Float: (value) => (typeof value === 'number' ? value : undefined),
  String: (value) => (typeof value === 'string' ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  // Written as a string, whichever way it is kept (GraphQL, section 3.5.5).
  ID: (value) => (Number.isInteger(value) ? String(value) : typeof value === 'string' ? value : undefined),
};

/** What a custom scalar allows is known to the subgraphs alone. */
const anything: ReadLeaf = (value) => value;

/** `supergraph` has the `@inaccessible` values of enums, too. */
export const leafReader = (type: GraphQLScalarType | GraphQLEnumType, supergraph: GraphQLSchema): ReadLeaf => {
  if (isEnumType(type)) {
    const values = new Set(type.getValues().map(({ name }) => name as unknown));
    const whole = supergraph.getType(type.name);
    const all = new Set(isEnumType(whole) ? whole.getValues().map(({ name }) => name as unknown) : values);
    return (value) => (values.has(value) ? value : all.has(value) ? null : undefined);
  }
  return (isSpecifiedScalarType(type) && specified[type.name]) || anything;
};
