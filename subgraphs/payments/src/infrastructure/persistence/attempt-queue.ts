import { affectedBy, lockRows, rowsOf, type Database } from '@oms/database';
import type { Causation, Id } from '@oms/kernel';
import type { AttemptQueue, DueAttempt } from '../../application/ports/attempt-queue';
import type { PaymentMethodType } from '../../domain/payment/state';
import { lockOfOrders } from './payment-lock';

/**
 * SQL, as it is hot and set-based. It is on the disk before the provider is called: that is the default, and here it must
 * not be loosened. A claim that is lost is a request to the provider without a record.
 */
const claim = `
update attempts a set claims = a.claims + 1, leased_until = now() + make_interval(secs => $2 / 1000.0),
  charge_requested_at = case when a.order_given_up then a.charge_requested_at else now() end
from (
  select payment_id, attempt from attempts
  where state = 'REQUESTED' and due_at <= now() and (leased_until is null or leased_until <= now())
    and payment_id || '/' || attempt <> all($3::text[])
  order by due_at limit $1 for update skip locked
) due
where a.payment_id = due.payment_id and a.attempt = due.attempt
returning a.payment_id, a.order_id, a.attempt, a.amount_minor::text, a.currency, a.method_type, a.method_token,
  a.provider_reference, a.claims, a.order_given_up, a.cause,
  (extract(epoch from now() - a.requested_at) * 1000)::float8 as age_ms,
  (extract(epoch from now() - coalesce(a.charge_requested_at, a.requested_at)) * 1000)::float8 as since_charge_ms`;

/** SQL, as it is set-based: one statement postpones a batch. */
const postpone = `
update attempts a set leased_until = null, due_at = now() + make_interval(secs => x.due_in_ms / 1000.0),
  provider_reference = coalesce(x.provider_reference, a.provider_reference)
from json_to_recordset($1) as x (payment_id uuid, attempt integer, provider_reference text, due_in_ms float8)
where a.payment_id = x.payment_id and a.attempt = x.attempt and a.state = 'REQUESTED'`;

interface DueRow {
  readonly payment_id: Id<'Payment'>;
  readonly order_id: Id<'Order'>;
  readonly attempt: number;
  readonly amount_minor: string;
  readonly currency: string;
  readonly method_type: PaymentMethodType;
  readonly method_token: string | null;
  readonly provider_reference: string | null;
  readonly claims: number;
  readonly order_given_up: boolean;
  readonly cause: Causation;
  readonly age_ms: number;
  readonly since_charge_ms: number;
}

const toDueAttempt = (row: DueRow): DueAttempt => ({
  paymentId: row.payment_id,
  orderId: row.order_id,
  attempt: row.attempt,
  amount: { amountMinor: BigInt(row.amount_minor), currency: row.currency },
  method: { type: row.method_type, token: row.method_token ?? '' },
  providerReference: row.provider_reference,
  claims: row.claims,
  ageMs: row.age_ms,
  sinceChargeMs: row.since_charge_ms,
  orderGivenUp: row.order_given_up,
  causation: row.cause,
});

export const typeormAttemptQueue = (database: Database): AttemptQueue => ({
  claim: async ({ limit, leaseMs, except }) =>
    (await rowsOf<DueRow>(database.work, claim, [limit, leaseMs, except])).map(toDueAttempt),
  postpone: async (attempts) => {
    const rows = attempts.map(({ paymentId, attempt, providerReference, dueInMs }) => ({
      payment_id: paymentId,
      attempt,
      provider_reference: providerReference,
      due_in_ms: dueInMs,
    }));
    await database.transaction(
      async (tx) => {
        await lockRows(tx, lockOfOrders(attempts.map(({ orderId }) => orderId)));
        await affectedBy(tx, postpone, [JSON.stringify(rows)]);
      },
      { pool: 'work' },
    );
  },
});
