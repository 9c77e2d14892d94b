/** Which page of a list is wanted. */
export interface PageRequest {
  /** At least 1. */
  readonly first: number;
  /** The cursor of the last item of the page before; undefined for the first page. */
  readonly after: string | undefined;
}

/** One page of a list, in the order of the list. */
export interface Page<Node> {
  readonly items: readonly { readonly cursor: string; readonly node: Node }[];
  readonly hasNextPage: boolean;
}

export const emptyPage: Page<never> = { items: [], hasNextPage: false };

/** The page that begins with these rows: a query reads `first + 1` of them, so that it is known whether there are more. */
export const pageOf = <Node>(
  rows: readonly Node[],
  { first }: Pick<PageRequest, 'first'>,
  cursorOf: (row: Node) => string,
): Page<Node> => ({
  items: rows.slice(0, first).map((node) => ({ cursor: cursorOf(node), node })),
  hasNextPage: rows.length > first,
});

/** The same page with each of its nodes converted. */
export const mapPage = <From, To>({ items, hasNextPage }: Page<From>, convert: (node: From) => To): Page<To> => ({
  items: items.map(({ cursor, node }) => ({ cursor, node: convert(node) })),
  hasNextPage,
});
