import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { isJsonObject } from './json';

/** An answer as a subgraph gives it. */
export interface SubgraphResponse {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly (GraphQLFormattedError | GraphQLError)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

const isPath = (value: unknown): value is NonNullable<GraphQLFormattedError['path']> =>
  Array.isArray(value) && value.every((part) => typeof part === 'string' || typeof part === 'number');

/** An error as it should have been written: what is missing of it is left out, and never in the way of the others. */
const errorOf = (value: unknown): GraphQLFormattedError => {
  const { message, path, extensions } = isJsonObject(value) ? value : {};
  return {
    message: typeof message === 'string' ? message : '',
    ...(isPath(path) && { path }),
    ...(isJsonObject(extensions) && { extensions }),
  };
};

/**
 * What a subgraph answered, of whatever server it may be; undefined for what is no answer.
 *
 * Null is the same as nothing, for `data`, `errors` and `extensions`: some servers write all three each time. An answer
 * with neither data nor errors is not a response (GraphQL, section 7.1).
 */
export const subgraphResponseOf = (value: unknown): SubgraphResponse | undefined => {
  if (!isJsonObject(value)) return undefined;
  const { data: given, errors: reported, extensions } = value;
  const [data, written] = [given ?? undefined, reported ?? []];
  if ((data !== undefined && !isJsonObject(data)) || !Array.isArray(written)) return undefined;
  if (data === undefined && written.length === 0) return undefined;
  return {
    data: data ?? null,
    ...(written.length > 0 && { errors: written.map(errorOf) }),
    ...(isJsonObject(extensions) && { extensions }),
  };
};
