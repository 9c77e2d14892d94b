import { affectedBy, StaleWrite, type Tx } from '@oms/database';
import type { IntentChanges } from './intent-rows';
import type { PaymentRow } from './entities';

/** A payment's row as it is to be written. */
export interface WrittenPayment extends PaymentRow {
  readonly provider: string;
  readonly sequence: number;
  /** One more than the version that was read; 1: new. */
  readonly version: number;
}

/**
 * The statements are SQL, as they are hot and set-based: each writes the rows of a whole batch.
 *
 * In the order in which locks are taken: two batches that open the same payments wait for each other on the unique keys.
 */
const insertPayments = `
insert into payments (id, order_id, customer_id, status, order_given_up, amount_minor, currency, method_given, method_type,
  method_token, last_attempt, failure_code, failure_message, captured_attempt, captured_minor, captured_currency,
  provider_reference, refunded_minor, sequence, version)
select id, order_id, customer_id, status, order_given_up, amount_minor, currency, method_given, method_type,
  method_token, last_attempt, failure_code, failure_message, captured_attempt, captured_minor, captured_currency,
  provider_reference, refunded_minor, sequence, version
from json_populate_recordset(null::payments, $1) order by order_id
on conflict do nothing`;

/** Compare-and-set on the version. The type of the last method stays for the record; its token does not. */
const updatePayments = `
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

/** All or nothing: where another writer came first, the transaction is repeated. */
const writeAll = async (tx: Tx, statement: string, rows: readonly object[]): Promise<void> => {
  if (rows.length === 0) return;
  const affected = await affectedBy(tx, statement, [JSON.stringify(rows)]);
  if (affected !== rows.length)
    throw new StaleWrite(`${affected.toString()} of ${rows.length.toString()} payments were current.`);
};

export const writePayments = async (tx: Tx, payments: readonly WrittenPayment[]): Promise<void> => {
  await writeAll(
    tx,
    insertPayments,
    payments.filter(({ version }) => version === 1),
  );
  await writeAll(
    tx,
    updatePayments,
    payments.filter(({ version }) => version > 1),
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
