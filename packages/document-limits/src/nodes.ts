import type { ASTNode } from 'graphql';

export interface Tree {
  /** The node itself included. */
  readonly nodes: number;
  /** Nodes within nodes; a field within a field is two, since the selection set is between them. */
  readonly depth: number;
}

interface Place {
  readonly node: object;
  readonly level: number;
}

/** A node, and nothing else that hangs on one: locations have no kind. */
const isNode = (value: unknown): value is object => typeof value === 'object' && value !== null && 'kind' in value;

/**
 * Counts the nodes of a tree; ends beyond `max`. Takes no stack, however deep the tree. `visit` of graphql takes longer to
 * get ready than this takes for most documents.
 */
export const treeOf = (root: ASTNode, max = Number.POSITIVE_INFINITY): Tree => {
  const waiting: Place[] = [{ node: root, level: 1 }];
  let nodes = 0;
  let depth = 0;
  for (let place = waiting.pop(); place !== undefined && nodes <= max; place = waiting.pop()) {
    const { node, level } = place;
    nodes += 1;
    depth = Math.max(depth, level);
    for (const value of Object.values(node) as unknown[]) {
      const below: readonly unknown[] = Array.isArray(value) ? value : [value];
      for (const one of below) if (isNode(one)) waiting.push({ node: one, level: level + 1 });
    }
  }
  return { nodes, depth };
};

export const nodesOf = (node: ASTNode): number => treeOf(node).nodes;
