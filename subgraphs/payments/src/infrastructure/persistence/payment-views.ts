import { pagedStatement, rowsOf, type Queryable } from '@oms/database';
import {
  type AttemptView,
  paymentStatuses,
  type PaymentStatus,
  type PaymentView,
  type PaymentViews,
  type RefundView,
} from '../../application/ports/payment-views';
import type { PaymentMethodType } from '../../domain/payment/method';

/** Times as ISO 8601 in UTC with milliseconds. */
const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns = `
p.id, p.order_id, p.customer_id, p.amount_minor::text, p.currency, p.refunded_minor::text, p.shown_status, p.provider,
p.provider_reference, p.failure_code, p.failure_message, ${iso('p.created_at')} as created_at, ${iso('p.updated_at')} as updated_at,
coalesce(p.captured_currency, p.currency) as refunded_currency, p.method_type,
(select json_agg(json_build_object('at', ${iso('a.requested_at')}, 'state', a.state, 'type', a.method_type,
    'reference', a.provider_reference) order by a.attempt)
  from attempts a where a.payment_id = p.id) as attempts,
(select json_agg(json_build_object('id', r.id, 'amount_minor', r.amount_minor::text, 'currency', r.currency,
    'reason', r.reason, 'state', r.state, 'created_at', ${iso('r.created_at')}) order by r.created_at, r.id)
  from refunds r where r.payment_id = p.id) as refunds`;

/** What was barred before it was opened has no amount, and nothing to show. */
const shown = `from payments p where p.status <> 'Barred'`;

const selectByIds = `select ${columns} ${shown} and p.id = any($1::uuid[])`;
const selectCustomer = `select customer_id from payments where order_id = $1`;
const selectByOrders = `select ${columns} ${shown} and p.order_id = any($1::uuid[])`;
/** Ids are UUIDv7: by id is by age. Of each status wanted, the newest before the cursor in its index; of these, the newest. */
const selectPage = pagedStatement(
  (rowsMax) => `
with page as (
  select found.id from unnest($2::text[]) as wanted (status), lateral (
    select id from payments where shown_status = wanted.status and status <> 'Barred' and id < $3::uuid
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
  readonly at: string;
  readonly state: string;
  readonly type: PaymentMethodType;
  readonly reference: string | null;
}

interface RefundJson {
  readonly id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly reason: string | null;
  readonly state: 'PENDING' | 'SUCCEEDED';
  readonly created_at: string;
}

interface ViewRow {
  readonly id: string;
  readonly order_id: string;
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
  readonly created_at: string;
  readonly updated_at: string;
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
  amount: { amountMinor: amount_minor, currency },
  reason,
  status: state,
  createdAt: created_at,
});

const toView = (row: ViewRow): PaymentView => ({
  id: row.id,
  orderId: row.order_id,
  customerId: row.customer_id,
  amount: { amountMinor: row.amount_minor, currency: row.currency },
  refunded: { amountMinor: row.refunded_minor, currency: row.refunded_currency },
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

export const sqlPaymentViews = (on: Queryable): PaymentViews => ({
  byIds: (ids) => views(on, selectByIds, [ids]),
  byOrderIds: (orderIds) => views(on, selectByOrders, [orderIds]),
  customerOf: async (orderId) => {
    const [row] = await rowsOf<Pick<ViewRow, 'customer_id'>>(on, selectCustomer, [orderId]);
    return row?.customer_id;
  },
  page: ({ filter: { statuses, orderId }, afterId, limit }) => {
    const parameters = [limit, [...new Set(statuses ?? paymentStatuses)], afterId ?? LAST_ID];
    return orderId === null
      ? views(on, selectPage(limit), parameters)
      : views(on, selectPageOfOrder, [...parameters, orderId]);
  },
});
