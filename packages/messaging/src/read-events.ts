import type { Envelope } from '@oms/contracts';
import { rowsOf, type Queryable } from '@oms/database';
import { eventColumns, type EventRow, toEnvelope } from './event-row';

export type EventsOf =
  | { readonly aggregateType: string; readonly aggregateId: string }
  | { readonly orderId: string }
  | { readonly orderIds: readonly string[] };

/** An aggregate's or an order's history is short; this only bounds what a mistake can read. */
const ROWS_MAX = 10_000;

const byAggregate = `select ${eventColumns} from events where aggregate_type = $1 and aggregate_id = $2
  order by sequence limit ${ROWS_MAX.toString()}`;
const byOrders = `select ${eventColumns} from events where order_id = any($1::uuid[])
  order by position limit ${ROWS_MAX.toString()}`;

/** This context's own events, in the order in which they were recorded. */
export const readEvents = async (on: Queryable, of: EventsOf): Promise<readonly Envelope[]> => {
  const rows =
    'aggregateType' in of
      ? await rowsOf<EventRow>(on, byAggregate, [of.aggregateType, of.aggregateId])
      : await rowsOf<EventRow>(on, byOrders, ['orderId' in of ? [of.orderId] : of.orderIds]);
  return rows.map(toEnvelope);
};
