import { affectedBy, lockRows, rowLock, rowsOf, type Database } from '@oms/database';
import { appendEvents } from '@oms/messaging';
import type { DeliveryAttempt, DeliveryQueue, DueNotification } from '../../application/ports/delivery-queue';
import { eventOf, type FinishedNotification } from '../messaging/event-mapping';

/**
 * SQL because it is hot and set-based: ten times a second. It waits for the disk, unlike the claims of what a remote party
 * deduplicates: SMTP does not.
 */
const claimDue = `
update notifications
set leased_until = now() + make_interval(secs => $2 / 1000.0), attempts = attempts + 1
where id = any(array(
  select id from notifications
  where status = 'QUEUED' and due_at <= now() and (leased_until is null or leased_until <= now())
    and id <> all($3::uuid[])
  order by due_at limit $1 for update skip locked))
returning id, channel, recipient, subject, body, attempts`;

/** SQL because it is set-based. */
const renewLeases = `
update notifications set leased_until = now() + make_interval(secs => $2 / 1000.0)
where id = any($1::uuid[]) and status = 'QUEUED'`;

const lockOf = rowLock({ table: 'notifications', key: 'id', type: 'uuid' });

/**
 * SQL because it is hot and set-based: once for each notification. That one was sent is recorded whatever the attempt; of
 * other results, only that of the last attempt.
 */
const recordResults = `
update notifications as n
set status = r.status, error = r.error, due_at = now() + make_interval(secs => r."afterMs" / 1000.0),
  leased_until = null, sent_at = case when r.status = 'SENT' then now() end
from json_to_recordset($1) as r (id uuid, status text, error text, attempts integer, "afterMs" double precision)
where n.id = r.id and n.status = 'QUEUED' and (r.status = 'SENT' or n.attempts = r.attempts)
returning n.id, n.order_id as "orderId", n.channel, n.kind, n.status, n.error, n.cause as causation`;

interface Recorded extends Omit<FinishedNotification, 'status'> {
  readonly status: FinishedNotification['status'] | 'QUEUED';
}

const toRow = ({ id, attempts, result }: DeliveryAttempt): object => {
  switch (result.kind) {
    case 'Sent':
      return { id, attempts, status: 'SENT', error: null, afterMs: 0 };
    case 'Failed':
      return { id, attempts, status: 'FAILED', error: result.reason, afterMs: 0 };
    case 'Retry':
      return { id, attempts, status: 'QUEUED', error: result.reason, afterMs: result.afterMs };
  }
};

const isFinished = (recorded: Recorded): recorded is Recorded & FinishedNotification => recorded.status !== 'QUEUED';

export const typeormDeliveryQueue = (database: Database): DeliveryQueue => ({
  claim: ({ limit, leaseMs, except }) => rowsOf<DueNotification>(database.work, claimDue, [limit, leaseMs, except]),
  renew: async (ids, leaseMs) => {
    await affectedBy(database.work, renewLeases, [ids, leaseMs]);
  },
  record: async (attempts) => {
    await database.transaction(
      async (tx) => {
        await lockRows(tx, lockOf(attempts.map(({ id }) => id)));
        const recorded = await rowsOf<Recorded>(tx, recordResults, [JSON.stringify(attempts.map(toRow))]);
        await appendEvents(tx, recorded.filter(isFinished).map(eventOf));
      },
      { pool: 'work' },
    );
  },
});
