import {
  getDirectiveValues,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  OperationTypeNode,
  print,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, type Fragments } from '@oms/document-limits';

const CONDITIONS = ['skip', 'include'];

const isConditional = ({ directives = [] }: SelectionNode): boolean =>
  directives.some(({ name }) => CONDITIONS.includes(name.value));

/** Calls `keep` for each selection at the root, in it or in fragments, and goes into the fragments that it wants kept. */
const walkRoot = (root: SelectionSetNode, fragments: Fragments, keep: (selection: SelectionNode) => boolean): void => {
  const spread = new Set<string>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!keep(selection) || selection.kind === Kind.FIELD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      if (fragment === undefined || spread.has(selection.name.value)) continue;
      spread.add(selection.name.value);
      walk(fragment.selectionSet);
    }
  };
  walk(root);
};

/** Whether some subscription of a document, which need not be valid, leaves to `@skip` or `@include` what its root field is. */
export const hasRootConditions = (document: DocumentNode): boolean => {
  let found = false;
  let fragments: Fragments | undefined;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.SUBSCRIPTION)
      continue;
    walkRoot(definition.selectionSet, (fragments ??= fragmentsOf(document)), (selection) => {
      found ||= isConditional(selection);
      return true;
    });
  }
  return found;
};

const included = (selection: SelectionNode, variables: Record<string, unknown>): boolean =>
  getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;

const unconditional = (field: FieldNode): FieldNode => ({
  ...field,
  directives: (field.directives ?? []).filter(({ name }) => !CONDITIONS.includes(name.value)),
});

/**
 * The text of a subscription as these variables make it, with its root fields written out.
 *
 * Which stream is opened cannot be left to a condition, so that the edition of September 2025 forbids conditions here. The
 * one of October 2021 allows them, and clients send them: they are decided before anything is planned.
 */
export const decideRootConditions = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): string | GraphQLError => {
  const fields: FieldNode[] = [];
  walkRoot(operation.selectionSet, fragmentsOf(document), (selection) => {
    const kept = included(selection, variables);
    if (kept && selection.kind === Kind.FIELD) fields.push(unconditional(selection));
    return kept;
  });
  if (fields.length === 0)
    return new GraphQLError('With these variables the subscription selects nothing.', {
      nodes: operation,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  const decided = { ...operation, selectionSet: { ...operation.selectionSet, selections: fields } };
  const definitions = document.definitions.map((definition) => (definition === operation ? decided : definition));
  return print({ ...document, definitions });
};
