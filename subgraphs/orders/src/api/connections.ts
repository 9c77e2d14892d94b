import { connection, type Connection, pageArguments, type PageArguments } from '@oms/subgraph-kit';
import type { Listed } from '../application';

/** Checks the arguments, reads the page and gives it the shape that the schema promises. */
export const connectionOf = async <Row>(
  given: PageArguments,
  read: (page: { readonly first: number; readonly after: string | undefined }) => Promise<readonly Listed<Row>[]>,
): Promise<Connection<Row>> => {
  const page = pageArguments(given);
  const { edges, nodes, pageInfo } = connection(await read(page), page, ({ cursor }) => cursor);
  return {
    edges: edges.map(({ cursor, node }) => ({ cursor, node: node.row })),
    nodes: nodes.map(({ row }) => row),
    pageInfo,
  };
};
