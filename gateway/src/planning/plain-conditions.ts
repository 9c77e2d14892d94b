import {
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** What a selection's condition must be for it to be selected. */
const SELECTED_IF: Readonly<Record<string, boolean | undefined>> = { include: true, skip: false };

const isCondition = ({ name }: DirectiveNode): boolean => SELECTED_IF[name.value] !== undefined;

/** Whether the condition is met; undefined when a variable decides. */
const isMet = ({ name, arguments: [given] = [] }: DirectiveNode): boolean | undefined =>
  given?.value.kind === Kind.BOOLEAN ? given.value.value === SELECTED_IF[name.value] : undefined;

const conditionsOf = ({ directives = [] }: SelectionNode): readonly DirectiveNode[] => directives.filter(isCondition);

/** Whether it may be that nothing is selected by this; what is in a fragment may not apply, or be left out as well. */
const isUncertain = (selection: SelectionNode): boolean =>
  selection.kind !== Kind.FIELD || conditionsOf(selection).length > 0;

const hasConditions = (document: DocumentNode): boolean => {
  let found = false;
  visit(document, {
    Directive: (node) => {
      found ||= isCondition(node);
    },
  });
  return found;
};

/**
 * Writes a document so that the planner treats its conditions correctly. Two it does not:
 *
 * - A condition that no variable decides, below one that a variable does, is ignored.
 * - An object of which a variable's value leaves nothing selected is not fetched, and the answer would have null in its
 *   place: `{ me { name @include(if: $no) } }` is `{ me: {} }` where `me` is not null. So its type is selected.
 */
export const withPlainConditions = (document: DocumentNode): DocumentNode => {
  if (!hasConditions(document)) return document;
  return visit(document, {
    Directive: (node) => (isCondition(node) && isMet(node) === true ? null : undefined),
    SelectionSet: {
      enter: (node): SelectionSetNode => {
        const selections = node.selections.filter((one) => !conditionsOf(one).some((each) => isMet(each) === false));
        return { ...node, selections: selections.every(isUncertain) ? [...selections, TYPENAME] : selections };
      },
    },
  });
};
