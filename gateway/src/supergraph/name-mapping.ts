import { GraphQLError, Kind, print, visit, type DocumentNode, type FieldNode } from 'graphql';
import type { Schema } from '@apollo/federation-internals';
import { fieldNodes, keyFieldSets, requiredFieldSets } from './field-sets';

/**
 * All names that differ between a client, a plan and a subgraph, and how one becomes the other.
 *
 * - An internal name is one that plans use for values of keys and of `@requires`. A client's alias that equals an internal
 *   name gets a prefix for execution (`withoutNameConflicts`), which the result and its errors lose (`inClientNames`).
 * - A field alias is the name under which a plan fetches a required field with arguments (`fieldAliasing`). Subgraphs get
 *   the field's own name (`inSubgraphNames`), and so do clients in the paths of errors.
 */

const CLIENT_PREFIX = 'client__';

/** The field with its arguments, by the alias under which plans fetch it. */
export type FieldAliases = ReadonlyMap<string, FieldNode>;

/**
 * Names under which values are looked up that one subgraph needs of another: those of all `@key`s and `@requires` of a
 * supergraph.
 */
export const internalNames = (schema: Schema): ReadonlySet<string> => {
  const fieldSets = [...keyFieldSets(schema), ...requiredFieldSets(schema)];
  return new Set([
    '__typename',
    ...fieldSets.flatMap(({ selections }) => fieldNodes(selections)).map(({ name }) => name.value),
  ]);
};

/** Whether this field's name in the result is an internal name that stands for something else. */
const hasNameConflict = ({ alias, name, arguments: args = [] }: FieldNode, internal: ReadonlySet<string>): boolean => {
  const responseName = (alias ?? name).value;
  if (responseName.startsWith(CLIENT_PREFIX)) return true;
  return internal.has(responseName) && (responseName !== name.value || args.length > 0);
};

/**
 * Renames fields that a client selects under the name of a key or of a required field.
 *
 * The planner fetches those under their plain names beside what the client selected, and does not detect that a client's
 * alias or arguments have taken the name: `{ item { price: id tax } }` would compute the tax of the id, without an error.
 */
export const withoutNameConflicts = (document: DocumentNode, internal: ReadonlySet<string>): DocumentNode =>
  visit(document, {
    Field: (node) => {
      if (!hasNameConflict(node, internal)) return undefined;
      const { kind, value } = node.alias ?? node.name;
      return { ...node, alias: { kind, value: `${CLIENT_PREFIX}${value}` } };
    },
  });

const clientName = (name: string): string => (name.startsWith(CLIENT_PREFIX) ? name.slice(CLIENT_PREFIX.length) : name);

/** A result under the names that the client chose. */
export const inClientNames = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inClientNames);
  if (typeof value !== 'object' || value === null) return value;
  const renamed = Object.create(null) as Record<string, unknown>;
  for (const [name, below] of Object.entries(value)) renamed[clientName(name)] = inClientNames(below);
  return renamed;
};

/** Gives one alias to each field with arguments, the same wherever it is required. No alias occurs in `sdl`. */
export const fieldAliasing = (sdl: string) => {
  const aliases = new Map<string, string>();
  const fields = new Map<string, FieldNode>();
  let last = 0;

  const aliasOf = ({ name, arguments: args = [] }: FieldNode): string => {
    const written = args.map((argument) => print(argument)).sort();
    const key = `${name.value}(${written.join(', ')})`;
    const known = aliases.get(key);
    if (known !== undefined) return known;
    let alias: string;
    do alias = `required__${(last += 1).toString()}__${name.value}`;
    while (sdl.includes(alias));
    aliases.set(key, alias);
    fields.set(alias, { kind: Kind.FIELD, name, arguments: args });
    return alias;
  };
  return { aliasOf, fields };
};

/** The name of a field in the subgraph. */
export const subgraphName = (name: string, aliases: FieldAliases): string => aliases.get(name)?.name.value ?? name;

/** A value that is sent to a subgraph, under the subgraph's names. */
export const inSubgraphNames = (value: unknown, aliases: FieldAliases): unknown => {
  if (Array.isArray(value)) return value.map((one) => inSubgraphNames(one, aliases));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, below]) => [subgraphName(name, aliases), inSubgraphNames(below, aliases)]),
  );
};

/** An error at a place that the client can find in its operation. */
export const errorInClientNames = (error: GraphQLError, aliases: FieldAliases): GraphQLError => {
  const isMapped = (part: string | number): part is string =>
    typeof part === 'string' && (part.startsWith(CLIENT_PREFIX) || aliases.has(part));
  if (error.path?.some(isMapped) !== true) return error;
  const path = error.path.map((part) => (isMapped(part) ? clientName(subgraphName(part, aliases)) : part));
  const { message, extensions, nodes } = error;
  return new GraphQLError(message, { path, extensions, ...(nodes && { nodes }) });
};
