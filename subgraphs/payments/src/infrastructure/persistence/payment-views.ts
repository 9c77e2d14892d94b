import { decodeCursor, encodeCursor, pagedStatement, rowsOf, type Queryable } from '@oms/database';
import { pageOf, type Id, type Instant } from '@oms/kernel';
import {
  type AttemptView,
  paymentStatuses,
  type PaymentStatus,
  type PaymentView,
  type PaymentViews,
  type RefundView,
} from '../../application/ports/payment-views';
import type { PaymentMethodType } from '../../domain/payment/state';
import { schemas } from './entities';

const LIST = 'payments';

const instant = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

const columns = `
p.id, p.order_id, p.customer_id, p.amount_minor::text, p.currency, p.refunded_minor::text, p.shown_status, p.provider,
p.provider_reference, p.failure_code, p.failure_message, ${instant('p.created_at')} as created_at, ${instant('p.updated_at')} as updated_at,
coalesce(p.captured_currency, p.currency) as refunded_currency, p.method_type,
(select json_agg(json_build_object('at', ${instant('a.requested_at')}, 'state', a.state, 'type', a.method_type,
    'reference', a.provider_reference) order by a.attempt)
  from attempts a where a.payment_id = p.id) as attempts,
(select json_agg(json_build_object('id', r.id, 'amount_minor', r.amount_minor::text, 'currency', r.currency,
    'reason', r.reason, 'state', r.state, 'created_at', ${instant('r.created_at')}) order by r.created_at, r.id)
  from refunds r where r.payment_id = p.id) as refunds`;

/**
 * The reads are SQL, as they are hot: payments with their attempts and refunds are one round trip.
 * A payment that was cancelled before it was opened has no amount, and is not shown.
 */
const shown = `from payments p where p.status <> 'CancelledBeforeOpened'`;

const selectByIds = `select ${columns} ${shown} and p.id = any($1::uuid[])`;
const selectByOrders = `select ${columns} ${shown} and p.order_id = any($1::uuid[])`;
/** Ids are UUIDv7: by id is by age. Of each requested status the newest before the cursor, by its index; of these the newest. */
const selectPage = pagedStatement(
  (rowsMax) => `
with page as (
  select found.id from unnest($2::text[]) as wanted (status), lateral (
    select id from payments where shown_status = wanted.status and status <> 'CancelledBeforeOpened' and id < $3::uuid
    order by id desc limit ${rowsMax}) as found
  order by found.id desc limit ${rowsMax}
)
select ${columns} from page join payments p using (id) order by p.id desc limit $1`,
);
const selectPageOfOrder = `select ${columns} ${shown} and p.order_id = $4 and p.shown_status = any($2::text[])
  and p.id < $3::uuid order by p.id desc limit $1`;

/** After every id: the first page ends before it like any other, by the same condition. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface AttemptJson {
  readonly at: Instant;
  readonly state: string;
  readonly type: PaymentMethodType;
  readonly reference: string | null;
}

interface RefundJson {
  readonly id: Id<'Refund'>;
  readonly amount_minor: string;
  readonly currency: string;
  readonly reason: string | null;
  readonly state: 'PENDING' | 'SUCCEEDED';
  readonly created_at: Instant;
}

interface ViewRow {
  readonly id: Id<'Payment'>;
  readonly order_id: Id<'Order'>;
  readonly customer_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly refunded_minor: string;
  readonly refunded_currency: string;
  readonly shown_status: PaymentStatus;
  readonly provider: string | null;
  readonly provider_reference: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly method_type: PaymentMethodType | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
  readonly attempts: readonly AttemptJson[] | null;
  readonly refunds: readonly RefundJson[] | null;
}

const toAttempt = ({ at, state, reference }: AttemptJson): AttemptView => ({
  at,
  outcome: state === 'REQUESTED' ? 'PROCESSING' : state,
  providerReference: reference,
});

const toRefund = ({ id, amount_minor, currency, reason, state, created_at }: RefundJson): RefundView => ({
  id,
  amount: { amountMinor: BigInt(amount_minor), currency },
  reason,
  status: state,
  createdAt: created_at,
});

const toView = (row: ViewRow): PaymentView => ({
  id: row.id,
  orderId: row.order_id,
  customerId: row.customer_id,
  amount: { amountMinor: BigInt(row.amount_minor), currency: row.currency },
  refunded: { amountMinor: BigInt(row.refunded_minor), currency: row.refunded_currency },
  status: row.shown_status,
  method: row.method_type ?? row.attempts?.at(-1)?.type ?? null,
  provider: row.provider,
  providerReference: row.provider_reference,
  failure:
    row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? row.failure_code },
  attempts: (row.attempts ?? []).map(toAttempt),
  refunds: (row.refunds ?? []).map(toRefund),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const views = async (on: Queryable, text: string, values: readonly unknown[]): Promise<readonly PaymentView[]> =>
  (await rowsOf<ViewRow>(on, text, values)).map(toView);

export const typeormPaymentViews = (on: Queryable): PaymentViews => ({
  byIds: (ids) => views(on, selectByIds, [ids]),
  byOrderIds: (orderIds) => views(on, selectByOrders, [orderIds]),
  customerOf: async (orderId) => {
    const payments = on.getRepository(schemas.payments);
    const row = await payments.findOne({ select: { customer_id: true }, where: { order_id: orderId } });
    return row?.customer_id;
  },
  list: async ({ statuses = paymentStatuses, orderId }, page) => {
    const [afterId = LAST_ID] = page.after === undefined ? [] : decodeCursor(LIST, page.after, ['uuid']);
    const limit = page.first + 1;
    const parameters = [limit, [...new Set(statuses)], afterId];
    const found =
      orderId === undefined
        ? await views(on, selectPage(limit), parameters)
        : await views(on, selectPageOfOrder, [...parameters, orderId]);
    return pageOf(found, page, ({ id }) => encodeCursor(LIST, [id]));
  },
});
