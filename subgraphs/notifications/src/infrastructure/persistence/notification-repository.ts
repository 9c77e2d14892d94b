import { newId, rowsOf, type Tx } from '@oms/database';
import type { Causation } from '@oms/kernel';
import type { NewMessage, Outgoing } from '../../application/ports/customer-messages';

/** In one order: two batches of the same events wait for each other on the unique key, and never in a circle. */
const insert = `
insert into notifications (id, event_id, order_id, customer_id, channel, kind, recipient, subject, body, cause)
select id, event_id, order_id, customer_id, channel, kind, recipient, subject, body, cause
from json_to_recordset($1) as new (id uuid, event_id uuid, order_id uuid, customer_id text, channel text, kind text,
  recipient text, subject text, body text, cause jsonb)
order by event_id, channel
on conflict (event_id, channel) do nothing`;

/** `causationOf` finds the cause of an event at hand, so that what the message leads to can be traced to it. */
export const sqlOutgoing = (tx: Tx, causationOf: (eventId: string) => Causation): Outgoing => {
  const toRow = ({ eventId, order, ...message }: NewMessage): object => ({
    id: newId(),
    event_id: eventId,
    order_id: order.orderId,
    customer_id: order.customerId,
    cause: causationOf(eventId),
    ...message,
  });
  return {
    queue: async (messages) => {
      await rowsOf(tx, insert, [JSON.stringify(messages.map(toRow))]);
    },
  };
};
