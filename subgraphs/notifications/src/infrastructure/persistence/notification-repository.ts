import { newId, rowsOf, type Tx } from '@oms/database';
import type { NewNotification, NotificationRepository } from '../../application/ports/notification-repository';

/**
 * SQL because it is hot and set-based: once for each batch of events. In one order: two batches of the same events wait for
 * each other on the unique key, and never in a circle.
 */
const insert = `
insert into notifications (id, event_id, order_id, customer_id, channel, kind, recipient, subject, body, cause)
select id, "eventId", "orderId", "customerId", channel, kind, recipient, subject, body, causation
from json_to_recordset($1) as new (id uuid, "eventId" uuid, "orderId" uuid, "customerId" text, channel text, kind text,
  recipient text, subject text, body text, causation jsonb)
order by "eventId", channel
on conflict (event_id, channel) do nothing`;

const toRow = (notification: NewNotification): object => ({ id: newId(), ...notification });

export const typeormNotificationRepository = (tx: Tx): NotificationRepository => ({
  add: async (notifications) => {
    await rowsOf(tx, insert, [JSON.stringify(notifications.map(toRow))]);
  },
});
