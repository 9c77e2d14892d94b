import { GraphQLError } from 'graphql';
import type { JsonObject } from '../execution/merging';
import type { SubgraphSource } from '../subgraphs/data-source';
import type { StandIns } from './field-aliases';

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

/** A subgraph that does not know of stand-ins. */
export const sourceInRealNames = (source: SubgraphSource, { fields }: StandIns): SubgraphSource => {
  if (fields.size === 0) return source;
  return {
    fetch: (planned, context) => {
      const representations = planned.representations?.map(
        (one) => representationInRealNames(one, fields) as JsonObject,
      );
      return source.fetch({ ...planned, representations }, context);
    },
  };
};
