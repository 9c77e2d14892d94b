import { Kind, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** What counts against the limits. All numbers are after writing out fragments, except where a fragment is used once for all. */
export interface DocumentSize {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  readonly fields: number;
}

const NOTHING: DocumentSize = { depth: 0, aliases: 0, directives: 0, rootFields: 0, fields: 0 };

const beside = (one: DocumentSize, other: DocumentSize): DocumentSize => ({
  depth: Math.max(one.depth, other.depth),
  aliases: one.aliases + other.aliases,
  directives: one.directives + other.directives,
  rootFields: one.rootFields + other.rootFields,
  fields: one.fields + other.fields,
});

/**
 * Measures an operation of a valid document.
 *
 * Each fragment is measured once, however often it is spread, so that a document of fragments within fragments, which
 * stands for millions of fields, takes no longer than its text.
 */
export const documentSize = (
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentSize => {
  const measured = new Map<string, DocumentSize>();

  const ofFragment = (name: string): DocumentSize => {
    const fragment = fragments.get(name);
    const known = measured.get(name);
    if (known !== undefined || fragment === undefined) return known ?? NOTHING;
    const size = ofSelections(fragment.selectionSet);
    measured.set(name, size);
    return size;
  };

  const ofSelections = ({ selections }: SelectionSetNode): DocumentSize =>
    selections.map(ofSelection).reduce(beside, NOTHING);

  const ofSelection = (selection: SelectionSetNode['selections'][number]): DocumentSize => {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return beside(ofFragment(selection.name.value), { ...NOTHING, directives });
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return beside(ofSelections(selection.selectionSet), { ...NOTHING, directives });

    const below = selection.selectionSet === undefined ? NOTHING : ofSelections(selection.selectionSet);
    const isIntrospection = selection.name.value.startsWith('__');
    return {
      depth: isIntrospection ? 1 : below.depth + 1,
      aliases: below.aliases + (selection.alias === undefined ? 0 : 1),
      directives: below.directives + directives,
      rootFields: 1,
      fields: below.fields + 1,
    };
  };

  return ofSelections(operation.selectionSet);
};
