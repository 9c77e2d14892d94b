import { parse, print, stripIgnoredCharacters, visit, type FieldNode } from 'graphql';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { separateFetches, type Separation } from './separate-fetches';
import type { StandIns } from './stand-ins';

type Fields = StandIns['fields'];

const operationInRealNames = (operation: string, fields: Fields): string => {
  if (![...fields.keys()].some((name) => operation.includes(name))) return operation;
  const document = visit(parse(operation, { noLocation: true }), {
    Field: (node): FieldNode | undefined => {
      const real = fields.get(node.name.value);
      return real && { ...node, ...real, alias: node.alias ?? node.name };
    },
  });
  return stripIgnoredCharacters(print(document));
};

/**
 * Makes a plan with stand-ins executable: subgraphs are asked for the fields behind them, under the names of the
 * stand-ins. Under these the values lie in the answer until a fetch requires them.
 */
export const executable = ({ node: root, ...plan }: QueryPlan, separation: Separation): QueryPlan => {
  const fetch = (node: FetchNode): FetchNode => ({
    ...node,
    operation: operationInRealNames(node.operation, separation.fields),
  });
  const rewritten = (node: PlanNode): PlanNode => {
    switch (node.kind) {
      case 'Fetch': {
        const [first = node, ...others] = separateFetches(node, separation).map(fetch);
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
