import { print } from 'graphql';
import { isCompositeType, possibleRuntimeTypes, type Schema } from '@apollo/federation-internals';
import type { RequiresConflict } from '../supergraph/load-supergraph';
import type { AliasedSupergraph, RequiredField } from './field-aliases';

const mayBeOne = (schema: Schema, one: string, other: string): boolean => {
  const typesOf = (name: string): readonly string[] => {
    const type = schema.type(name);
    return type && isCompositeType(type) ? possibleRuntimeTypes(type).map((possible) => possible.name) : [];
  };
  return one === other || typesOf(one).some((name) => typesOf(other).includes(name));
};

const conflictIn = (required: readonly RequiredField[], schema: Schema): readonly string[] | undefined => {
  for (const [index, one] of required.entries()) {
    const other = required
      .slice(index + 1)
      .find(
        ({ place, source, holder }) =>
          place === one.place && source !== one.source && mayBeOne(schema, one.holder, holder),
      );
    if (other !== undefined) return [one, other].map(({ field }) => print(field));
  }
  return undefined;
};

/** The fields whose `@requires` needs two values under one name, by `requiringFieldKey`. */
export const requiresConflicts = (
  { required }: AliasedSupergraph,
  schema: Schema,
): ReadonlyMap<string, RequiresConflict> =>
  new Map(
    [...required].flatMap(([key, fields]) => {
      const conflict = conflictIn(fields, schema);
      const coordinate = key.slice(key.lastIndexOf(' ') + 1);
      return conflict === undefined ? [] : [[key, { coordinate, required: conflict }] as const];
    }),
  );
