import { GraphQLError } from 'graphql';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { StandIns } from './stand-ins';

type Fields = StandIns['fields'];

/** An error at the place that the subgraph knows. */
export const errorInRealNames = (error: GraphQLError, { fields }: StandIns): GraphQLError => {
  if (error.path?.some((part) => fields.has(String(part))) !== true) return error;
  const { message, extensions, nodes } = error;
  const path = error.path.map((part) => fields.get(String(part))?.name.value ?? part);
  return new GraphQLError(message, { path, extensions, ...(nodes && { nodes }) });
};

/** What a subgraph is sent of an entity, under the names that it knows. */
const representationInRealNames = (value: unknown, fields: Fields): unknown => {
  if (Array.isArray(value)) return value.map((one) => representationInRealNames(one, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, below]) => [
      fields.get(name)?.name.value ?? name,
      representationInRealNames(below, fields),
    ]),
  );
};

/**
 * The data source of a subgraph that does not know of stand-ins.
 *
 * Not by the plan's `inputRewrites`: the executor of `@apollo/gateway` does not rename 0, false, null and empty strings.
 */
export const sourceInRealNames = (source: GraphQLDataSource, { fields }: StandIns): GraphQLDataSource => {
  if (fields.size === 0) return source;
  return {
    process: (options) => {
      const { variables } = options.request;
      const representations: unknown = variables?.['representations'];
      if (representations === undefined) return source.process(options);
      const real = representationInRealNames(representations, fields);
      return source.process({
        ...options,
        request: { ...options.request, variables: { ...variables, representations: real } },
      });
    },
  };
};
