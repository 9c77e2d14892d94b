import {
  isAbstractType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from '@oms/document-limits';

export interface Selecting {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** Whether a selection is in the answer, by its `@skip` and `@include`. */
  readonly isIncluded: (selection: SelectionNode) => boolean;
}

/** The fields that are selected of objects of a type, by their names in the answer, in the client's order. */
export type SelectedFields = (
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
) => ReadonlyMap<string, readonly FieldNode[]>;

export const selectedFields = ({ schema, fragments, isIncluded }: Selecting): SelectedFields => {
  /** Of an object that does not say its type, no more is known than the type of the field that it is in. */
  const applies = (condition: string | undefined, type: GraphQLCompositeType): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && !isUnionType(type) && schema.isSubType(wanted, type);
  };

  return (sets, type) => {
    const selected = new Map<string, FieldNode[]>();
    // Gone into once: spread again, a fragment adds the same fields (GraphQL, section 6.3.2).
    const spread = new Set<string>();
    const collect = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections.filter(isIncluded)) {
        if (selection.kind === Kind.FIELD) {
          const { value } = selection.alias ?? selection.name;
          const known = selected.get(value);
          if (known === undefined) selected.set(value, [selection]);
          else known.push(selection);
          continue;
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          if (spread.has(selection.name.value)) continue;
          spread.add(selection.name.value);
        }
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (fragment && applies(fragment.typeCondition?.name.value, type)) collect(fragment.selectionSet);
      }
    };
    sets.forEach(collect);
    return selected;
  };
};
