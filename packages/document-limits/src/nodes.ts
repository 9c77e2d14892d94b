import { BREAK, visit, type ASTNode } from 'graphql';

export interface Tree {
  /** The node itself included. */
  readonly nodes: number;
  /** Nodes within nodes; a field within a field is two, since the selection set is between them. */
  readonly depth: number;
}

/** Counts the nodes of a tree; ends beyond `max`. Takes no stack, however deep the tree. */
export const treeOf = (node: ASTNode, max = Number.POSITIVE_INFINITY): Tree => {
  let nodes = 0;
  let level = 0;
  let depth = 0;
  visit(node, {
    enter: () => {
      nodes += 1;
      level += 1;
      depth = Math.max(depth, level);
      return nodes > max ? BREAK : undefined;
    },
    leave: () => {
      level -= 1;
    },
  });
  return { nodes, depth };
};

export const nodesOf = (node: ASTNode): number => treeOf(node).nodes;
