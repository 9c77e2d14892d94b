import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { getOwn, isJsonObject, type JsonObject } from '../subgraphs/json';
import { mergeInto } from './merging';

/** Whether an object is of a type of the supergraph; `undefined` when it does not say of which type it is. */
export const isOfType = (
  schema: GraphQLSchema,
  { __typename: typename }: JsonObject,
  condition: string,
): boolean | undefined => {
  if (typeof typename !== 'string') return undefined;
  if (typename === condition) return true;
  const type = schema.getType(typename);
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type);
};

/**
 * What a subgraph needs of an entity to resolve it: its type, its key and what its fields require.
 *
 * @returns null where something of it is missing.
 */
export const representationOf = (
  schema: GraphQLSchema,
  entity: JsonObject,
  selections: readonly QueryPlanSelectionNode[],
): JsonObject | null => {
  const representation: JsonObject = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      const value = getOwn(entity, name);
      if (value === undefined) return null;
      representation[name] = selection.selections ? below(schema, value, selection.selections) : value;
    } else if (selection.typeCondition !== undefined && isOfType(schema, entity, selection.typeCondition) === true) {
      const part = representationOf(schema, entity, selection.selections);
      if (part !== null) mergeInto(representation, part);
    }
  }
  return representation;
};

const below = (schema: GraphQLSchema, value: unknown, selections: readonly QueryPlanSelectionNode[]): unknown => {
  if (Array.isArray(value)) return value.map((element) => below(schema, element, selections));
  return isJsonObject(value) ? representationOf(schema, value, selections) : null;
};
