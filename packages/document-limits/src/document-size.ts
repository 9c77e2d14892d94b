import { Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { fragmentOrder, type Fragments } from './fragments';

/** What counts against the limits. All numbers are after writing out fragments. */
export interface DocumentSize {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  readonly fields: number;
  /** Fields, spreads and inline fragments, where each fragment is visited as often as it is spread. */
  readonly selections: number;
}

const NOTHING: DocumentSize = { depth: 0, aliases: 0, directives: 0, rootFields: 0, fields: 0, selections: 0 };

const beside = (one: DocumentSize, other: DocumentSize): DocumentSize => ({
  depth: Math.max(one.depth, other.depth),
  aliases: one.aliases + other.aliases,
  directives: one.directives + other.directives,
  rootFields: one.rootFields + other.rootFields,
  fields: one.fields + other.fields,
  selections: one.selections + other.selections,
});

/**
 * Measures operations of a document, which need not be valid: what is missing counts as nothing, and so does a fragment
 * within itself.
 *
 * Each fragment is measured once, however often it is spread, so that a document of fragments within fragments, which
 * stands for millions of fields, takes no longer than its text.
 */
export const documentSizes = (fragments: Fragments): ((operation: OperationDefinitionNode) => DocumentSize) => {
  const measured = new Map<string, DocumentSize>();

  const ofFragment = (name: string): DocumentSize => {
    const fragment = fragments.get(name);
    const known = measured.get(name);
    if (known !== undefined || fragment === undefined) return known ?? NOTHING;
    measured.set(name, NOTHING);
    const size = ofSelections(fragment.selectionSet);
    measured.set(name, size);
    return size;
  };

  const ofSelections = ({ selections }: SelectionSetNode): DocumentSize =>
    selections.map(ofSelection).reduce(beside, NOTHING);

  const ofSelection = (selection: SelectionSetNode['selections'][number]): DocumentSize => {
    const here = { ...NOTHING, directives: selection.directives?.length ?? 0, selections: 1 };
    if (selection.kind === Kind.FRAGMENT_SPREAD) return beside(ofFragment(selection.name.value), here);
    if (selection.kind === Kind.INLINE_FRAGMENT) return beside(ofSelections(selection.selectionSet), here);

    const below = selection.selectionSet === undefined ? NOTHING : ofSelections(selection.selectionSet);
    const isIntrospection = selection.name.value.startsWith('__');
    return {
      depth: isIntrospection ? 1 : below.depth + 1,
      aliases: below.aliases + (selection.alias === undefined ? 0 : 1),
      directives: below.directives + here.directives,
      rootFields: 1,
      fields: below.fields + 1,
      selections: below.selections + 1,
    };
  };

  // In this order no fragment leads further than into what is measured already.
  fragmentOrder(fragments).order.forEach(ofFragment);
  return ({ selectionSet }) => ofSelections(selectionSet);
};
