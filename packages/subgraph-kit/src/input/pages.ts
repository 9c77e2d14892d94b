import { badUserInput } from '../errors';

const FIRST_DEFAULT = 20;
const FIRST_MAX = 100;
const CURSOR_CHARS_MAX = 1_024;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** One page of a keyset: read `first + 1` rows after the cursor, so that `connection` knows whether there are more. */
export interface Page {
  readonly first: number;
  /** An opaque cursor, not decoded yet. A store that cannot decode it throws an error named `BadCursor`. */
  readonly after: string | undefined;
}

/** Throws BAD_USER_INPUT that names the argument. */
export const pageArguments = ({ first, after }: PageArguments, { max = FIRST_MAX } = {}): Page => {
  const count = first ?? Math.min(FIRST_DEFAULT, max);
  if (!Number.isInteger(count) || count < 1 || count > max) {
    throw badUserInput('first', `must be from 1 to ${max.toString()}.`);
  }
  if (typeof after === 'string' && !(/^[\w-]+={0,2}$/.test(after) && after.length <= CURSOR_CHARS_MAX)) {
    throw badUserInput('after', 'is not a cursor that this API gave out.');
  }
  return { first: count, after: after ?? undefined };
};

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** A Relay connection of the `first + 1` rows at most that a page's query gave. */
export const connection = <Node>(
  rows: readonly Node[],
  { first, after }: Page,
  cursorOf: (node: Node) => string,
): Connection<Node> => {
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      // A cursor is the position of a row that the client has seen, so there is one before this page.
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
