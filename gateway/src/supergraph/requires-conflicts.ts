import { Kind, print, type ArgumentNode, type FieldNode, type SelectionSetNode } from 'graphql';
import { baseType, type Schema } from '@apollo/federation-internals';
import { requiredFieldSets } from './field-sets';
import { hasFields, type TypeWithFields } from './types-with-fields';

/** One field that several `@requires` want with different arguments. */
export interface RequiresConflict {
  readonly coordinate: string;
  /** The argument lists, as written, each with the field that wants it. */
  readonly demands: readonly string[];
}

interface Demand {
  readonly coordinate: string;
  readonly args: string;
  readonly by: string;
}

const printArguments = (args: readonly ArgumentNode[] | undefined): string =>
  (args ?? [])
    .map((argument) => print(argument))
    .sort()
    .join(', ');

/** All fields of a field set that are asked for, with their arguments; through fragments and nested selections. */
const demandsOf = (type: TypeWithFields, selections: SelectionSetNode, by: string): Demand[] =>
  selections.selections.flatMap((selection): Demand[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = type.schema().type(selection.typeCondition?.name.value ?? type.name);
      const narrowed = hasFields(condition) ? condition : type;
      return demandsOf(narrowed, selection.selectionSet, by);
    }
    return demandsOfField(type, selection, by);
  });

const demandsOfField = (type: TypeWithFields, node: FieldNode, by: string): Demand[] => {
  const field = type.field(node.name.value);
  if (field?.type === undefined) return [];
  const below = baseType(field.type);
  const nested = node.selectionSet && hasFields(below) ? demandsOf(below, node.selectionSet, by) : [];
  return [{ coordinate: field.coordinate, args: printArguments(node.arguments), by }, ...nested];
};

const allDemands = (schema: Schema): Demand[] =>
  requiredFieldSets(schema).flatMap(({ type, selections, by }) => demandsOf(type, selections, by));

/**
 * Finds fields that are `@requires`d with different arguments.
 *
 * The query planner joins such demands in one fetch under one response name, so that one of the two fields is computed
 * from the other's value: a wrong answer without an error.
 */
export const requiresConflicts = (schema: Schema): readonly RequiresConflict[] => {
  const byCoordinate = new Map<string, Demand[]>();
  for (const demand of allDemands(schema))
    byCoordinate.set(demand.coordinate, [...(byCoordinate.get(demand.coordinate) ?? []), demand]);
  return [...byCoordinate].flatMap(([coordinate, demands]) => {
    if (new Set(demands.map(({ args }) => args)).size < 2) return [];
    return [{ coordinate, demands: demands.map(({ args, by }) => `(${args}) for ${by}`) }];
  });
};
