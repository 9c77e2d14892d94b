import { decodeCursor, encodeCursor } from '@oms/database';
import { badUserInput } from '@oms/subgraph-kit';
import type { OrderId, StatusChange } from '../../application';

const LIST = 'order-status';

/** Where a change stands in the history of its order: the version that it made. */
export const statusCursorOf = ({ orderId, version }: StatusChange): string => encodeCursor(LIST, [orderId, version]);

/** Throws BAD_USER_INPUT for what we did not give out, or gave out for another order. */
export const versionFrom = (cursor: string | null | undefined, orderId: OrderId): number | undefined => {
  if (cursor === null || cursor === undefined) return undefined;
  const [owner, version] = decodeCursor(LIST, cursor, ['uuid', 'integer']);
  if (owner !== orderId || version < 1) throw badUserInput('after', 'is not a cursor of this order.');
  return version;
};
