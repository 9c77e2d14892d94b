import type { Schema } from '@apollo/federation-internals';
import { fieldNodes, keyFieldSets, requiredFieldSets } from './field-sets';

/** Names under which the executor looks for values that one subgraph needs of another. */
export interface InternalNames {
  readonly all: ReadonlySet<string>;
  /** Those whose value depends on arguments that the supergraph gives. */
  readonly withArguments: ReadonlySet<string>;
}

/** Reads them from all `@key`s and `@requires` of a supergraph. */
export const internalNames = (schema: Schema): InternalNames => {
  const nodes = [...keyFieldSets(schema), ...requiredFieldSets(schema)].flatMap(({ selections }) =>
    fieldNodes(selections),
  );
  const names = (of: typeof nodes): string[] => of.map(({ name }) => name.value);
  return {
    all: new Set(['__typename', ...names(nodes)]),
    withArguments: new Set(names(nodes.filter((node) => (node.arguments ?? []).length > 0))),
  };
};
