import type { GraphQLSchema } from 'graphql';
import type { FetchDataRewrite } from '@apollo/query-planner';
import { getOwn, isJsonObject, setOwn, type JsonObject } from '../subgraphs/json';
import { isOfType } from './representation';

const TYPE_CONDITION = '... on ';

/**
 * Changes what goes to a subgraph or comes from it, where its names or its types are not those of the supergraph.
 *
 * `value` is an object or, below it, any part of one.
 */
export const applyRewrites = (
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
  value: JsonObject,
): void => {
  for (const rewrite of rewrites ?? []) {
    const name = rewrite.path.at(-1);
    if (name === undefined) continue;
    for (const object of objectsAt(schema, value, rewrite.path.slice(0, -1))) rewriteIn(object, name, rewrite);
  }
};

const objectsAt = (schema: GraphQLSchema, value: unknown, path: readonly string[]): readonly JsonObject[] => {
  if (Array.isArray(value)) return value.flatMap((element) => objectsAt(schema, element, path));
  if (!isJsonObject(value)) return [];
  const [part, ...further] = path;
  if (part === undefined) return [value];
  if (!part.startsWith(TYPE_CONDITION)) return objectsAt(schema, getOwn(value, part), further);
  return isOfType(schema, value, part.slice(TYPE_CONDITION.length)) === false ? [] : objectsAt(schema, value, further);
};

const rewriteIn = (object: JsonObject, name: string, rewrite: FetchDataRewrite): void => {
  if (rewrite.kind === 'ValueSetter') {
    setOwn(object, name, rewrite.setValueTo);
    return;
  }
  const value = getOwn(object, name);
  if (value === undefined) return;
  setOwn(object, rewrite.renameKeyTo, value);
  // JSON leaves out what is undefined, and so does all that reads objects here.
  object[name] = undefined;
};
