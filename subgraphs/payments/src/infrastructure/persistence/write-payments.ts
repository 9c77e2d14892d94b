import { affectedBy, StaleWrite, type Tx } from '@oms/database';
import type { IntentChanges, RecordedEvent } from './intent-rows';
import type { PaymentRow } from './entities';

/** A payment's row as it is to be written. */
export interface WrittenPayment extends PaymentRow {
  readonly provider: string;
  readonly sequence: number;
  /** One more than the version that was read; 1: new. */
  readonly version: number;
}

/** A payment's row, and the events that made it so. */
export interface PaymentWrite {
  readonly row: WrittenPayment;
  readonly events: readonly RecordedEvent[];
}

/** In the statement that writes the payments, so that the history takes no round trip of its own. */
const recordHistory = `
with recorded as (
  insert into history (payment_id, type, data, cause) select payment_id, type, data, cause
  from rows from (json_to_recordset($2) as (payment_id uuid, type text, data jsonb, cause jsonb))
    with ordinality as event (payment_id, type, data, cause, place)
  order by place
)`;

/**
 * The statements are SQL, as they are hot and set-based: each writes the rows of a whole batch.
 *
 * In the order in which locks are taken: two batches that open the same payments wait for each other on the unique keys.
 */
const insertPayments = `${recordHistory}
insert into payments (id, order_id, customer_id, status, order_given_up, amount_minor, currency, method_given, method_type,
  method_token, last_attempt, failure_code, failure_message, captured_attempt, captured_minor, captured_currency,
  provider_reference, refunded_minor, sequence, version)
select id, order_id, customer_id, status, order_given_up, amount_minor, currency, method_given, method_type,
  method_token, last_attempt, failure_code, failure_message, captured_attempt, captured_minor, captured_currency,
  provider_reference, refunded_minor, sequence, version
from json_populate_recordset(null::payments, $1) order by order_id
on conflict do nothing`;

/** Compare-and-set on the version. The type of the last method stays for the record; its token does not. */
const updatePayments = `${recordHistory}
update payments p set status = x.status, order_given_up = x.order_given_up,
  method_type = coalesce(x.method_type, p.method_type), method_token = x.method_token,
  last_attempt = x.last_attempt, failure_code = x.failure_code, failure_message = x.failure_message,
  captured_attempt = x.captured_attempt, captured_minor = x.captured_minor, captured_currency = x.captured_currency,
  provider = case when x.provider_reference is null then p.provider else x.provider end,
  provider_reference = x.provider_reference, refunded_minor = x.refunded_minor,
  sequence = x.sequence, version = x.version, updated_at = now()
from json_populate_recordset(null::payments, $1) x
where p.id = x.id and p.version = x.version - 1`;

const insertAttempts = `
insert into attempts (payment_id, attempt, order_id, state, amount_minor, currency, method_type, method_token, cause)
select payment_id, attempt, order_id, 'REQUESTED', amount_minor, currency, method_type, method_token, cause
from json_populate_recordset(null::attempts, $1)`;

/** A late capture replaces an earlier result; a late failure does not replace a capture. */
const settleAttempts = `
update attempts a set state = x.state, provider_reference = coalesce(x.provider_reference, a.provider_reference),
  method_token = null, leased_until = null, settled_at = now()
from json_populate_recordset(null::attempts, $1) x
where a.payment_id = x.payment_id and a.attempt = x.attempt
  and (a.state = 'REQUESTED' or x.state in ('CAPTURED', 'QUARANTINED'))`;

/** Attempts that were postponed are due now: orders waits for the result. */
const giveUpAttempts = `
update attempts set order_given_up = true, due_at = now() where payment_id = any($1::uuid[]) and state = 'REQUESTED'`;

const insertRefunds = `
insert into refunds (id, payment_id, order_id, attempt, state, amount_minor, currency, reason, provider_reference, cause)
select id, payment_id, order_id, attempt, 'PENDING', amount_minor, currency, reason, provider_reference, cause
from json_populate_recordset(null::refunds, $1)`;

const settleRefunds = `
update refunds set state = 'SUCCEEDED', leased_until = null, settled_at = now() where id = any($1::uuid[])`;

const historyOf = ({ events }: PaymentWrite): readonly object[] =>
  events.map(({ paymentId, causation: cause, event: { type, ...data } }) => ({
    payment_id: paymentId,
    type,
    data,
    cause,
  }));

/** JSON has no bigint, and a token is in no history. */
const historyValue = (key: string, value: unknown): unknown => {
  if (key === 'token') return undefined;
  return typeof value === 'bigint' ? value.toString() : value;
};

/** All or nothing: where another writer came first, the transaction is repeated. */
const writeAll = async (tx: Tx, statement: string, payments: readonly PaymentWrite[]): Promise<void> => {
  if (payments.length === 0) return;
  const rows = JSON.stringify(payments.map(({ row }) => row));
  const affected = await affectedBy(tx, statement, [rows, JSON.stringify(payments.flatMap(historyOf), historyValue)]);
  if (affected !== payments.length)
    throw new StaleWrite(`${affected.toString()} of ${payments.length.toString()} payments were current.`);
};

/** Writes the payments and their history. @throws {StaleWrite} when another writer came first. */
export const writePayments = async (tx: Tx, payments: readonly PaymentWrite[]): Promise<void> => {
  const isNew = ({ row }: PaymentWrite): boolean => row.version === 1;
  await writeAll(tx, insertPayments, payments.filter(isNew));
  await writeAll(
    tx,
    updatePayments,
    payments.filter((payment) => !isNew(payment)),
  );
};

export const writeIntents = async (tx: Tx, changes: IntentChanges): Promise<void> => {
  const { newAttempts, settledAttempts, givenUp, newRefunds, settledRefunds } = changes;
  if (newAttempts.length > 0) await affectedBy(tx, insertAttempts, [JSON.stringify(newAttempts)]);
  if (givenUp.length > 0) await affectedBy(tx, giveUpAttempts, [givenUp]);
  if (settledAttempts.length > 0) await affectedBy(tx, settleAttempts, [JSON.stringify(settledAttempts)]);
  if (newRefunds.length > 0) await affectedBy(tx, insertRefunds, [JSON.stringify(newRefunds)]);
  if (settledRefunds.length > 0) await affectedBy(tx, settleRefunds, [settledRefunds]);
};
