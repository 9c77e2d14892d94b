import { astFromValue, Kind, visit, type ConstArgumentNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import { baseType, copyDirectiveDefinitionToSchema, type Schema } from '@apollo/federation-internals';

/**
 * Lets clients use the directives for operations that subgraphs compose.
 *
 * An API schema of Apollo is without all that came by `@link`, which those have to.
 */
export const exposeExecutableDirectives = (apiSchema: Schema, supergraph: Schema): void => {
  for (const definition of supergraph.directives()) {
    const isKnown = apiSchema.directive(definition.name) !== undefined;
    const types = definition.arguments().map(({ type }) => type && baseType(type).name);
    const isVisible = types.every((type) => type !== undefined && apiSchema.type(type) !== undefined);
    if (isKnown || !isVisible || !definition.hasExecutableLocations()) continue;
    const ofOperations = {
      schema: apiSchema,
      copyDirectiveApplicationsInArguments: false,
      locationFilter: isExecutable,
    };
    copyDirectiveDefinitionToSchema({ definition, ...ofOperations });
  }
};

const EXECUTABLE = new Set([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
]);

const isExecutable = (location: string): boolean => EXECUTABLE.has(location);

/** Arguments with defaults, by the names of directives. */
export type DirectiveDefaults = ReadonlyMap<string, readonly ConstArgumentNode[]>;

export const directiveDefaults = (apiSchema: GraphQLSchema): DirectiveDefaults =>
  new Map(
    apiSchema.getDirectives().flatMap(({ name, args }) => {
      const defaults = args.flatMap(({ name: argument, type, defaultValue }): ConstArgumentNode[] => {
        const value = defaultValue === undefined ? undefined : astFromValue(defaultValue, type);
        if (!value) return [];
        return [
          {
            kind: Kind.ARGUMENT,
            name: { kind: Kind.NAME, value: argument },
            value: value as ConstArgumentNode['value'],
          },
        ];
      });
      return defaults.length === 0 ? [] : [[name, defaults] as const];
    }),
  );

/** Writes out what a directive leaves to its defaults: a subgraph's own definition may have others, or none. */
export const withDirectiveDefaults = (operation: DocumentNode, defaults: DirectiveDefaults): DocumentNode =>
  visit(operation, {
    Directive: (node) => {
      const given = new Set(node.arguments?.map(({ name }) => name.value));
      const missing = defaults.get(node.name.value)?.filter(({ name }) => !given.has(name.value)) ?? [];
      return missing.length === 0 ? undefined : { ...node, arguments: [...(node.arguments ?? []), ...missing] };
    },
  });
