import type { Page, PageRequest } from '../application/views';

interface Connection<Node> {
  readonly edges: Page<Node>['items'];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

export const toConnection = <Node>({ items, hasNextPage }: Page<Node>, { after }: PageRequest): Connection<Node> => ({
  edges: items,
  nodes: items.map(({ node }) => node),
  pageInfo: {
    hasNextPage,
    // Whoever has a cursor has seen the item that it stands for.
    hasPreviousPage: after !== undefined,
    startCursor: items[0]?.cursor ?? null,
    endCursor: items.at(-1)?.cursor ?? null,
  },
});
