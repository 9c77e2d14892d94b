import { notificationFailed, notificationSent } from '@oms/contracts';
import { affectedBy, lockRows, rowLock, rowsOf, type Database } from '@oms/database';
import type { Causation } from '@oms/kernel';
import { appendEvents, type NewEvent } from '@oms/messaging';
import type { Deliveries, DueMessage } from '../../application/ports/customer-messages';
import type { Verdict } from '../../domain/delivery';
import type { Channel } from '../../domain/recipient';

/** Waits for the disk, unlike the claims of what an outside party deduplicates: SMTP does not. */
const lend = `
update notifications
set leased_until = now() + make_interval(secs => $2 / 1000.0), attempts = attempts + 1
where id = any(array(
  select id from notifications
  where status = 'QUEUED' and due_at <= now() and (leased_until is null or leased_until <= now())
    and id <> all($3::uuid[])
  order by due_at limit $1 for update skip locked))
returning id, order_id as "orderId", kind, channel, recipient, subject, body, attempts`;

const lockOf = rowLock({ table: 'notifications', key: 'id', type: 'uuid' });

const extend = `
update notifications set leased_until = now() + make_interval(secs => $2 / 1000.0)
where id = any($1::uuid[]) and status = 'QUEUED'`;

/** A message that was sent was sent; of other outcomes only that of the last attempt counts. */
const record = `
update notifications as n
set status = r.status, error = r.error, due_at = now() + make_interval(secs => r.after_ms / 1000.0),
  leased_until = null, sent_at = case when r.status = 'SENT' then now() end
from json_to_recordset($1) as r (id uuid, status text, error text, attempts integer, after_ms double precision)
where n.id = r.id and n.status = 'QUEUED' and (r.status = 'SENT' or n.attempts = r.attempts)
returning n.id, n.order_id, n.channel, n.kind, n.status, n.error, n.cause`;

interface Recorded {
  readonly id: string;
  readonly order_id: string | null;
  readonly channel: Channel;
  readonly kind: string;
  readonly status: 'QUEUED' | 'SENT' | 'FAILED';
  readonly error: string | null;
  readonly cause: Causation;
}

const toRow = ({ id, attempts }: DueMessage, verdict: Verdict): object => {
  switch (verdict.kind) {
    case 'sent':
      return { id, attempts, status: 'SENT', error: null, after_ms: 0 };
    case 'failed':
      return { id, attempts, status: 'FAILED', error: verdict.reason, after_ms: 0 };
    case 'tryAgain':
      return { id, attempts, status: 'QUEUED', error: verdict.reason, after_ms: verdict.afterMs };
  }
};

const eventOf = ({ id, order_id: orderId, channel, kind, status, error, cause: causation }: Recorded): NewEvent => {
  const about = { notificationId: id, orderId, channel, kind };
  const envelope = { aggregateId: id, sequence: 1, causation, ...(orderId === null ? {} : { orderId }) };
  return status === 'SENT'
    ? { ...envelope, contract: notificationSent, data: about }
    : { ...envelope, contract: notificationFailed, data: { ...about, error: error ?? 'The channel gave no reason.' } };
};

export const sqlDeliveries = (database: Database): Deliveries => ({
  claim: ({ limit, leaseMs, except }) => rowsOf<DueMessage>(database.work, lend, [limit, leaseMs, except]),
  renew: async (ids, leaseMs) => {
    await affectedBy(database.work, extend, [ids, leaseMs]);
  },
  settle: async (results) => {
    await database.transaction(
      async (tx) => {
        await lockRows(tx, lockOf(results.map(({ message }) => message.id)));
        const rows = results.map(({ message, verdict }) => toRow(message, verdict));
        const recorded = await rowsOf<Recorded>(tx, record, [JSON.stringify(rows)]);
        await appendEvents(tx, recorded.filter(({ status }) => status !== 'QUEUED').map(eventOf));
      },
      { pool: 'work' },
    );
  },
});
