import { Kind, parse, type SelectionSetNode } from 'graphql';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/**
 * Where in the answer a plan fetches something: names of fields from the root down, each after a dot. And of objects of
 * which type there: names of types and interfaces, or ANY_TYPE.
 */
export type FetchedFields = ReadonlyMap<string, ReadonlySet<string>>;

export const ANY_TYPE = '';

const fetchesOf = (node: PlanNode | undefined, at: string): readonly (readonly [string, FetchNode])[] => {
  switch (node?.kind) {
    case 'Fetch':
      return [[at, node]];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((one) => fetchesOf(one, at));
    case 'Flatten':
      return fetchesOf(node.node, [at, ...node.path.filter((part) => part !== '@')].join('.'));
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((one) => fetchesOf(one, at));
    case 'Defer':
    case undefined:
      return [];
  }
};

const selectionOf = ({ operation, requires }: FetchNode): SelectionSetNode | undefined => {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return undefined;
  const [entities] = definition.selectionSet.selections;
  const ofEntities = requires !== undefined && entities?.kind === Kind.FIELD ? entities.selectionSet : undefined;
  return ofEntities ?? definition.selectionSet;
};

export const fetchedFields = ({ node }: QueryPlan): FetchedFields => {
  const fetched = new Map<string, Set<string>>();
  const add = ({ selections }: SelectionSetNode, at: string, type: string): void => {
    for (const selection of selections) {
      // The planner is configured to make no fragments of its own.
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(selection.selectionSet, at, selection.typeCondition?.name.value ?? type);
        continue;
      }
      const here = `${at}.${(selection.alias ?? selection.name).value}`;
      fetched.set(here, (fetched.get(here) ?? new Set()).add(type));
      if (selection.selectionSet) add(selection.selectionSet, here, ANY_TYPE);
    }
  };
  const roots = node?.kind === 'Subscription' ? [node.primary, node.rest] : [node];
  for (const [at, fetch] of roots.flatMap((root) => fetchesOf(root, ''))) {
    const selection = selectionOf(fetch);
    if (selection) add(selection, at, ANY_TYPE);
  }
  return fetched;
};

/** Whether names in the answer are not those that were fetched. */
export const hasRenames = ({ node }: QueryPlan): boolean => {
  const roots = node?.kind === 'Subscription' ? [node.primary, node.rest] : [node];
  return roots
    .flatMap((root) => fetchesOf(root, ''))
    .some(([, { outputRewrites = [] }]) => outputRewrites.some(({ kind }) => kind === 'KeyRenamer'));
};
