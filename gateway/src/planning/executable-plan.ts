import { parse, print, stripIgnoredCharacters, visit, type FieldNode } from 'graphql';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { withDirectiveDefaults, type DirectiveDefaults } from './executable-directives';
import { separateFetches, type Separation } from './separate-fetches';

/** What executing a plan takes besides the plan. */
export interface PlanExecution extends Separation {
  readonly defaults: DirectiveDefaults;
}

const executableOperation = (operation: string, { aliases, defaults }: PlanExecution): string => {
  const hasAliases = [...aliases.keys()].some((name) => operation.includes(name));
  const hasDefaults = [...defaults.keys()].some((name) => operation.includes(`@${name}`));
  if (!hasAliases && !hasDefaults) return operation;
  const document = visit(withDirectiveDefaults(parse(operation, { noLocation: true }), defaults), {
    Field: (node): FieldNode | undefined => {
      const field = aliases.get(node.name.value);
      return field && { ...node, ...field, alias: node.alias ?? node.name };
    },
  });
  return stripIgnoredCharacters(print(document));
};

/**
 * Makes a plan with field aliases executable: fetches select the fields themselves under their aliases. The merged
 * responses have the values under the aliases until a fetch requires them.
 */
export const executablePlan = ({ node: root, ...plan }: QueryPlan, execution: PlanExecution): QueryPlan => {
  const fetch = (node: FetchNode): FetchNode => ({
    ...node,
    operation: executableOperation(node.operation, execution),
  });
  const rewritten = (node: PlanNode): PlanNode => {
    switch (node.kind) {
      case 'Fetch': {
        const [first = node, ...others] = separateFetches(node, execution).map(fetch);
        return others.length === 0 ? first : { kind: 'Parallel', nodes: [first, ...others] };
      }
      case 'Flatten':
        return { ...node, node: rewritten(node.node) };
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map(rewritten) };
      case 'Condition': {
        const { ifClause, elseClause } = node;
        return {
          ...node,
          ...(ifClause && { ifClause: rewritten(ifClause) }),
          ...(elseClause && { elseClause: rewritten(elseClause) }),
        };
      }
      case 'Defer':
        throw new Error('Plans with @defer are not supported');
    }
  };
  if (root === undefined) return plan;
  if (root.kind !== 'Subscription') return { ...plan, node: rewritten(root) };
  const { primary, rest } = root;
  return { ...plan, node: { ...root, primary: fetch(primary), ...(rest && { rest: rewritten(rest) }) } };
};
