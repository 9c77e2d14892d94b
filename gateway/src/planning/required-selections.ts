import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { subgraphName, type FieldAliases } from '../supergraph/name-mapping';

type Selections = readonly QueryPlanSelectionNode[];

/** Which parts of a representation belong to other fetches. */
export interface Required {
  readonly isKey: (type: string, place: string) => boolean;
  readonly isLeftOut: (source: string) => boolean;
  readonly aliases: FieldAliases;
}

/** Whether some place of the representation would have to hold more than one value. */
export const hasConflictingValues = (requires: Selections, aliases: FieldAliases): boolean => {
  if (aliases.size === 0) return false;
  const sources = new Map<string, string>();
  const ofSelections = (selections: Selections, at: string, from: string): boolean =>
    selections.some((selection) => {
      if (selection.kind === 'InlineFragment') return ofSelections(selection.selections, at, from);
      const place = `${at}.${subgraphName(selection.name, aliases)}`;
      const source = `${from}.${selection.name}`;
      if ((sources.get(place) ?? source) !== source) return true;
      sources.set(place, source);
      return ofSelections(selection.selections ?? [], place, source);
    });
  return ofSelections(requires, '', '');
};

interface Position {
  readonly type: string;
  readonly place: string;
  readonly source: string;
}

/**
 * The same selections with one fragment for each type.
 *
 * A fragment of which something is missing counts for nothing, and the rest is sent without it: so what belongs to one
 * representation must stand in one.
 */
const merged = (selections: Selections, type = ''): QueryPlanSelectionNode[] => {
  const result = new Map<string, QueryPlanSelectionNode>();
  const add = (selection: QueryPlanSelectionNode): void => {
    const condition = selection.kind === 'InlineFragment' ? (selection.typeCondition ?? type) : '';
    if (selection.kind === 'InlineFragment' && condition === type) {
      selection.selections.forEach(add);
      return;
    }
    const key = selection.kind === 'Field' ? selection.name : `... on ${condition}`;
    const below = [...(result.get(key)?.selections ?? []), ...(selection.selections ?? [])];
    result.set(key, below.length === 0 ? selection : { ...selection, selections: merged(below, condition) });
  };
  selections.forEach(add);
  return [...result.values()];
};

/** The representation without what is left out; what identifies the entity stays. */
export const requiredBy = (requires: Selections, { isKey, isLeftOut, aliases }: Required): QueryPlanSelectionNode[] => {
  const kept = (selections: Selections, at: Position): QueryPlanSelectionNode[] =>
    selections.flatMap((selection): QueryPlanSelectionNode[] => {
      if (selection.kind === 'InlineFragment') {
        // Below the entity itself a condition changes nothing about the places of its key.
        const type = at.place === '' ? (selection.typeCondition ?? at.type) : at.type;
        const below = kept(selection.selections, { ...at, type });
        return below.length === 0 ? [] : [{ ...selection, selections: below }];
      }
      const { name } = selection;
      const place = `${at.place}.${subgraphName(name, aliases)}`;
      const source = `${at.source}.${name}`;
      if (isLeftOut(source) && !isKey(at.type, place)) return [];
      if (selection.selections === undefined) return [selection];
      const below = kept(selection.selections, { type: at.type, place, source });
      return below.length === 0 ? [] : [{ ...selection, selections: below }];
    });
  return merged(kept(requires, { type: '', place: '', source: '' }));
};
