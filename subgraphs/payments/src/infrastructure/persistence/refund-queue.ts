import { affectedBy, lockRows, rowsOf, type Database } from '@oms/database';
import type { Causation } from '@oms/kernel';
import type { DueRefund, Refunds } from '../../application/ports/refunds';
import { lockOfRefunds } from './payment-lock';

/** On the disk before the provider is called: the default, and here it must not be loosened. */
const claim = `
update refunds r set claims = r.claims + 1, leased_until = now() + make_interval(secs => $2 / 1000.0)
from (
  select id from refunds
  where state = 'PENDING' and due_at <= now() and (leased_until is null or leased_until <= now())
  order by due_at limit $1 for update skip locked
) due
where r.id = due.id
returning r.id, r.payment_id, r.order_id, r.amount_minor::text, r.currency, r.provider_reference, r.claims, r.generation,
  r.cause, (extract(epoch from now() - r.created_at) * 1000)::float8 as age_ms`;

const postpone = `
update refunds r set leased_until = null, due_at = now() + make_interval(secs => x.due_in_ms / 1000.0),
  generation = x.generation
from json_to_recordset($1) as x (id uuid, generation integer, due_in_ms float8)
where r.id = x.id and r.state = 'PENDING'`;

const countOverdue = `select count(*)::integer as overdue from refunds where state = 'PENDING' and claims > $1`;

interface DueRow {
  readonly id: string;
  readonly payment_id: string;
  readonly order_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly provider_reference: string;
  readonly claims: number;
  readonly generation: number;
  readonly age_ms: number;
  readonly cause: Causation;
}

const toDueRefund = (row: DueRow): DueRefund => ({
  refundId: row.id,
  paymentId: row.payment_id,
  orderId: row.order_id,
  amount: { amountMinor: BigInt(row.amount_minor), currency: row.currency },
  providerReference: row.provider_reference,
  claims: row.claims,
  generation: row.generation,
  ageMs: row.age_ms,
  causation: row.cause,
});

/** `leaseMs`: longer than a call of the provider and the recording of its outcome take. */
export const sqlRefunds = (database: Database, leaseMs: number): Refunds => ({
  claim: async (max) => (await rowsOf<DueRow>(database.work, claim, [max, leaseMs])).map(toDueRefund),
  postpone: async (postponements) => {
    const rows = postponements.map(({ refundId, generation, dueInMs }) => ({
      id: refundId,
      generation,
      due_in_ms: dueInMs,
    }));
    await database.transaction(
      async (tx) => {
        await lockRows(tx, lockOfRefunds(postponements.map(({ refundId }) => refundId)));
        await affectedBy(tx, postpone, [JSON.stringify(rows)]);
      },
      { pool: 'work' },
    );
  },
});

/** Refunds that were tried more than `claims` times and are still owed: an operator should look into them. */
export const overdueRefunds = async (database: Database, claims: number): Promise<number> => {
  const [row] = await rowsOf<{ overdue: number }>(database.work, countOverdue, [claims]);
  return row?.overdue ?? 0;
};
