import { affectedBy, lockRows, rowsOf, type Database } from '@oms/database';
import { MoreThan } from 'typeorm';
import type { DueRefund, RefundQueue } from '../../application/ports/refund-queue';
import { schemas, type RefundRow } from './entities';
import { lockOfRefunds } from './payment-lock';

/** SQL, as it is hot and set-based. It is on the disk before the provider is called: here the default must not be loosened. */
const claim = `
update refunds r set claims = r.claims + 1, leased_until = now() + make_interval(secs => $2 / 1000.0)
from (
  select id from refunds
  where state = 'PENDING' and due_at <= now() and (leased_until is null or leased_until <= now())
    and id <> all($3::uuid[])
  order by due_at limit $1 for update skip locked
) due
where r.id = due.id
returning r.id, r.payment_id, r.order_id, r.amount_minor::text, r.currency, r.provider_reference, r.claims, r.generation,
  r.cause, (extract(epoch from now() - r.created_at) * 1000)::float8 as age_ms`;

/** SQL, as it is set-based: one statement postpones a batch. */
const postpone = `
update refunds r set leased_until = null, due_at = now() + make_interval(secs => x.due_in_ms / 1000.0),
  generation = x.generation
from json_to_recordset($1) as x (id uuid, generation integer, due_in_ms float8)
where r.id = x.id and r.state = 'PENDING'`;

type DueRow = Omit<RefundRow, 'state'> & { readonly age_ms: number };

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

export const typeormRefundQueue = (database: Database): RefundQueue => ({
  claim: async ({ limit, leaseMs, except }) =>
    (await rowsOf<DueRow>(database.work, claim, [limit, leaseMs, except])).map(toDueRefund),
  postpone: async (refunds) => {
    const rows = refunds.map(({ refundId, generation, dueInMs }) => ({
      id: refundId,
      generation,
      due_in_ms: dueInMs,
    }));
    await database.transaction(
      async (tx) => {
        await lockRows(tx, lockOfRefunds(refunds.map(({ refundId }) => refundId)));
        await affectedBy(tx, postpone, [JSON.stringify(rows)]);
      },
      { pool: 'work' },
    );
  },
});

/** How many refunds were attempted more than `claims` times, and are not confirmed: an operator has to look into them. */
export const overdueRefunds = (database: Database, claims: number): Promise<number> =>
  database.work.getRepository(schemas.refunds).countBy({ state: 'PENDING', claims: MoreThan(claims) });
