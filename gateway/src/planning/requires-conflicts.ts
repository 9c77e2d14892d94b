import { print } from 'graphql';
import { isCompositeType, possibleRuntimeTypes, type Schema } from '@apollo/federation-internals';
import type { StandIns } from './field-aliases';
import type { Demand } from './substitution';

/** A field whose `@requires` wants two values under one name, so that no representation can carry both. */
export interface RequiresConflict {
  readonly coordinate: string;
  /** The two, as written. */
  readonly demands: readonly string[];
}

const mayBeOne = (schema: Schema, one: string, other: string): boolean => {
  const typesOf = (name: string): readonly string[] => {
    const type = schema.type(name);
    return type && isCompositeType(type) ? possibleRuntimeTypes(type).map((possible) => possible.name) : [];
  };
  return one === other || typesOf(one).some((name) => typesOf(other).includes(name));
};

const conflictIn = (demands: readonly Demand[], schema: Schema): readonly string[] | undefined => {
  for (const [index, one] of demands.entries()) {
    const other = demands
      .slice(index + 1)
      .find(
        ({ place, source, holder }) =>
          place === one.place && source !== one.source && mayBeOne(schema, one.holder, holder),
      );
    if (other !== undefined) return [one, other].map(({ field }) => print(field));
  }
  return undefined;
};

/** Finds them, by the same keys as demands. */
export const requiresConflicts = ({ demands }: StandIns, schema: Schema): ReadonlyMap<string, RequiresConflict> =>
  new Map(
    [...demands].flatMap(([key, asked]) => {
      const conflict = conflictIn(asked, schema);
      const coordinate = key.slice(key.lastIndexOf(' ') + 1);
      return conflict === undefined ? [] : [[key, { coordinate, demands: conflict }] as const];
    }),
  );
