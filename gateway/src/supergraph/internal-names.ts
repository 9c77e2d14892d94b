import type { Schema } from '@apollo/federation-internals';
import { fieldNodes, keyFieldSets, requiredFieldSets } from './field-sets';

/**
 * Names under which the executor looks for values that one subgraph needs of another: those of all `@key`s and
 * `@requires` of a supergraph.
 */
export const internalNames = (schema: Schema): ReadonlySet<string> => {
  const fieldSets = [...keyFieldSets(schema), ...requiredFieldSets(schema)];
  return new Set([
    '__typename',
    ...fieldSets.flatMap(({ selections }) => fieldNodes(selections)).map(({ name }) => name.value),
  ]);
};
