import { GraphQLError } from 'graphql';
import type { ResponsePath } from '@apollo/query-planner';
import { getOwn, isJsonObject, type JsonObject } from '../subgraphs/json';
import type { SubgraphResponse } from '../subgraphs/subgraph-response';

/** Stands for all indexes of a list in the paths of a plan. */
export const ALL = '@';

export type ReportedError = NonNullable<SubgraphResponse['errors']>[number];

/** What a fetch was for. */
export interface Fetched {
  readonly subgraph: string;
  /** Everything that was fetched so far. */
  readonly data: JsonObject;
  /** Where the fetch adds to it. */
  readonly path: ResponsePath;
  /** The entities of its representations, in their order; none for root fields. */
  readonly entities: readonly JsonObject[];
}

/** What a subgraph reports, at its place in the client's answer. */
export const errorOfFetch = (fetched: Fetched, { message, path, extensions }: ReportedError): GraphQLError => {
  const place = placeOf(fetched, path);
  const { subgraph } = fetched;
  return new GraphQLError(message === '' ? `Subgraph "${subgraph}" failed.` : message, {
    extensions: { ...extensions, code: extensions?.['code'] ?? 'DOWNSTREAM_SERVICE_ERROR', serviceName: subgraph },
    ...(place && { path: place }),
  });
};

const isAbove = (place: readonly unknown[], other: readonly unknown[]): boolean =>
  place.every((part, index) => part === other[index]);

/** What is wrong with a place, unless it is the consequence of what was reported already. */
export const errorOfDisagreement = (
  fetched: Fetched,
  at: readonly (string | number)[],
  reported: readonly GraphQLError[],
): GraphQLError | undefined => {
  const message = `What subgraph "${fetched.subgraph}" has here is not what another one has.`;
  const error = errorOfFetch(fetched, { message, path: at, extensions: { code: 'SUBGRAPH_BAD_ANSWER' } });
  const { path: place = [] } = error;
  const isTold = reported.some(({ path }) => path !== undefined && (isAbove(path, place) || isAbove(place, path)));
  return isTold ? undefined : error;
};

const placeOf = ({ data, path, entities }: Fetched, reported: ReportedError['path']): ResponsePath | undefined => {
  if (entities.length === 0) return reported && [...path, ...reported];
  const [, index, ...below] = reported ?? [];
  const entity = typeof index === 'number' ? entities[index] : undefined;
  const place = entity && placeOfEntity(data, path, entity);
  return place ? [...place, ...below] : commonPart(path);
};

/** What all places of a path with lists have in common. */
const commonPart = (path: ResponsePath): ResponsePath => {
  const list = path.indexOf(ALL);
  return list === -1 ? path : path.slice(0, list);
};

const placeOfEntity = (value: unknown, path: ResponsePath, entity: JsonObject): ResponsePath | undefined => {
  const [part, ...further] = path;
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const place = placeOfEntity(element, part === ALL ? further : path, entity);
      if (place !== undefined) return [index, ...place];
    }
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  if (part === undefined) return value === entity ? [] : undefined;
  const place = placeOfEntity(getOwn(value, String(part)), further, entity);
  return place && [part, ...place];
};
