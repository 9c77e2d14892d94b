import type { Page, PageRequest } from '@oms/kernel';
import { badUserInput } from '../errors';

const FIRST_DEFAULT = 20;
const FIRST_MAX = 100;
const CURSOR_CHARS_MAX = 1_024;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Throws BAD_USER_INPUT that names the argument. A store that cannot decode the cursor throws an error named `BadCursor`. */
export const pageRequest = ({ first, after }: PageArguments): PageRequest => {
  const count = first ?? FIRST_DEFAULT;
  if (!Number.isInteger(count) || count < 1 || count > FIRST_MAX) {
    throw badUserInput('first', `must be from 1 to ${FIRST_MAX.toString()}.`);
  }
  if (typeof after === 'string' && !(/^[\w-]+={0,2}$/.test(after) && after.length <= CURSOR_CHARS_MAX)) {
    throw badUserInput('after', 'is not a cursor that this API gave out.');
  }
  return { first: count, after: after ?? undefined };
};

/** A Relay connection. */
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

/** Checks the arguments, reads the page, and gives it the shape that the schema promises. */
export const connectionOf = async <Node>(
  given: PageArguments,
  read: (page: PageRequest) => Promise<Page<Node>>,
): Promise<Connection<Node>> => {
  const request = pageRequest(given);
  const { items, hasNextPage } = await read(request);
  return {
    edges: items,
    nodes: items.map(({ node }) => node),
    pageInfo: {
      hasNextPage,
      // A cursor is the position of a row that the client has seen, so there is one before this page.
      hasPreviousPage: request.after !== undefined,
      startCursor: items[0]?.cursor ?? null,
      endCursor: items.at(-1)?.cursor ?? null,
    },
  };
};
