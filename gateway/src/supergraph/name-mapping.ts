import { GraphQLError, visit, type DocumentNode, type FieldNode } from 'graphql';

const PREFIX = 'client__';

/** Whether this field's name in the answer is one under which the executor looks for something else. */
const shadows = ({ alias, name, arguments: args = [] }: FieldNode, internal: ReadonlySet<string>): boolean => {
  const responseName = (alias ?? name).value;
  if (responseName.startsWith(PREFIX)) return true;
  return internal.has(responseName) && (responseName !== name.value || args.length > 0);
};

/**
 * Gives names of their own to fields that a client calls by the name of a key or of a required field.
 *
 * The planner fetches those under their plain names beside what the client selected, and does not see when a client's
 * alias or arguments have taken the name: `{ item { price: id tax } }` would compute the tax of the id, without an error.
 */
export const withoutShadows = (document: DocumentNode, internal: ReadonlySet<string>): DocumentNode =>
  visit(document, {
    Field: (node) => {
      if (!shadows(node, internal)) return undefined;
      const { kind, value } = node.alias ?? node.name;
      return { ...node, alias: { kind, value: `${PREFIX}${value}` } };
    },
  });

const clientName = (name: string): string => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name);

/** An answer under the names that the client chose. */
export const inClientNames = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inClientNames);
  if (typeof value !== 'object' || value === null) return value;
  const renamed = Object.create(null) as Record<string, unknown>;
  for (const [name, below] of Object.entries(value)) renamed[clientName(name)] = inClientNames(below);
  return renamed;
};

export const errorInClientNames = (error: GraphQLError): GraphQLError => {
  if (error.path?.some((part) => typeof part === 'string' && part.startsWith(PREFIX)) !== true) return error;
  const path = error.path.map((part) => (typeof part === 'string' ? clientName(part) : part));
  const { message, extensions, nodes } = error;
  return new GraphQLError(message, { path, extensions, ...(nodes && { nodes }) });
};
