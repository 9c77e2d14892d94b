import { Kind, type DocumentNode, type FieldNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Fragments } from './fragments';
import { nodesOf, treeOf } from './nodes';

/** Fields of one name in the answer, and all that is selected of them. */
interface Group {
  readonly sets: readonly SelectionSetNode[];
  /** How many levels of fields it lies below the root; validation compares a pair once for each of them. */
  readonly level: number;
}

interface Counter {
  readonly fragments: Fragments;
  /** Adds steps; false once there are too many. */
  readonly spend: (steps: number) => boolean;
}

const isOperation = (definition: DocumentNode['definitions'][number]): definition is OperationDefinitionNode =>
  definition.kind === Kind.OPERATION_DEFINITION;

/** The fields of some selection sets by their names in the answer; each fragment is gone into once, as in execution. */
const fieldsOf = ({ sets }: Group, { fragments, spend }: Counter) => {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const waiting = [...sets];
  let inlined = 0;
  for (let set = waiting.pop(); set !== undefined; set = waiting.pop()) {
    if (!spend(set.selections.length)) break;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const known = fields.get(name);
        if (known === undefined) fields.set(name, [selection]);
        else known.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        inlined += 1;
        waiting.push(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) waiting.push(fragment.selectionSet);
      }
    }
  }
  return { fields, sources: sets.length + spread.size + inlined };
};

/** Comparing each two of some fields, by their arguments too. */
const comparisonsOf = (fields: readonly FieldNode[]): number => {
  if (fields.length < 2) return 0;
  const ofArguments = fields.reduce(
    (sum, { arguments: given = [] }) => given.reduce((nodes, argument) => nodes + nodesOf(argument), sum),
    0,
  );
  return fields.length * (fields.length + ofArguments);
};

/** What validation compares of an operation, and what execution collects. Goes on until nothing is left, or too much. */
const countMerging = (operation: OperationDefinitionNode, counter: Counter): void => {
  const groups: Group[] = [{ sets: [operation.selectionSet], level: 1 }];
  for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
    const { level } = group;
    const { fields, sources } = fieldsOf(group, counter);
    if (sources > 1 && !counter.spend(sources * sources)) return;
    for (const named of fields.values()) {
      if (!counter.spend(level * comparisonsOf(named))) return;
      const sets = named.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
      if (sets.length > 0) groups.push({ sets, level: level + 1 });
    }
  }
};

/** The nodes of all fragments that an operation uses, at whatever distance: rules on variables look at them once for each operation. */
const nodesUsedBy = (
  operation: OperationDefinitionNode,
  { fragments }: Counter,
  sizes: ReadonlyMap<string, number>,
) => {
  const used = new Set<string>();
  const waiting = [operation.selectionSet];
  let nodes = 0;
  for (let set = waiting.pop(); set !== undefined; set = waiting.pop()) {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet !== undefined) waiting.push(selection.selectionSet);
        continue;
      }
      const { value: name } = selection.name;
      const fragment = fragments.get(name);
      if (fragment === undefined || used.has(name)) continue;
      used.add(name);
      nodes += sizes.get(name) ?? 0;
      waiting.push(fragment.selectionSet);
    }
  }
  return nodes;
};

/**
 * How many steps it takes to validate a document, which need not be valid but must have no fragment within itself.
 *
 * Counting takes no more steps than it counts, and stops soon after `max`.
 */
export const documentSteps = (document: DocumentNode, fragments: Fragments, max: number): number => {
  let steps = 0;
  const spend = (more: number): boolean => {
    steps += more;
    return steps <= max;
  };
  const counter = { fragments, spend };
  if (!spend(treeOf(document, max).nodes)) return steps;
  const sizes = new Map([...fragments].map(([name, fragment]) => [name, nodesOf(fragment)]));
  for (const operation of document.definitions.filter(isOperation)) {
    if (!spend(nodesUsedBy(operation, counter, sizes))) return steps;
    countMerging(operation, counter);
    if (!spend(0)) return steps;
  }
  return steps;
};
