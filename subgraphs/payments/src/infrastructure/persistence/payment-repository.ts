import { lockThenRead, noteRecordedEvents, rowsOf, type Database, type Tx } from '@oms/database';
import { appendEvents, type NewEvent } from '@oms/messaging';
import type { Change, PaymentDecision, Payments } from '../../application/ports/payments';
import type { PaymentEvent } from '../../domain/payment/events';
import { paymentDecider } from '../../domain/payment/payment';
import type { Payment } from '../../domain/payment/state';
import { toPublished } from '../messaging/publish';
import { intentChangesOf, type Happened } from './intent-rows';
import { lockOfOrders } from './payment-lock';
import { fromRow, toRow, type PaymentRow, type RefundRow } from './payment-row';
import { writeIntents, writePayments, type WrittenPayment } from './write-payments';

interface LoadedRow extends PaymentRow {
  readonly sequence: number;
  readonly version: number;
  readonly refunds: readonly RefundRow[] | null;
}

const load = `
select p.*, (
    select json_agg(json_build_object('id', r.id, 'amount_minor', r.amount_minor::text, 'currency', r.currency, 'state', r.state)
      order by r.created_at, r.id)
    from refunds r where r.payment_id = p.id) as refunds
from payments p where p.order_id = any($1::uuid[])`;

/** One payment while its decisions are made. */
interface Draft {
  payment: Payment;
  sequence: number;
  readonly version: number;
  readonly happened: Happened[];
  readonly published: NewEvent[];
}

const unopened = (): Draft => ({
  payment: paymentDecider.initial,
  sequence: 0,
  version: 0,
  happened: [],
  published: [],
});

const draftOf = ({ refunds, sequence, version, ...row }: LoadedRow): Draft => ({
  ...unopened(),
  payment: fromRow(row, refunds ?? []),
  sequence,
  version,
});

const loadDrafts = async (tx: Tx, orderIds: readonly string[]): Promise<Map<string, Draft>> => {
  const rows = await lockThenRead(tx, lockOfOrders(orderIds), (locked) =>
    locked.length === 0 ? Promise.resolve([]) : rowsOf<LoadedRow>(tx, load, [locked]),
  );
  return new Map(rows.map((row) => [row.order_id, draftOf(row)]));
};

const idOf = (payment: Payment): string => {
  if (payment.status === 'Unopened') throw new Error('The first event of a payment must open it.');
  return payment.id;
};

/** Of which change an event is. */
type Context = Pick<Change, 'orderId' | 'causation'> & { readonly provider: string };

const apply = (draft: Draft, event: PaymentEvent, { orderId, causation, provider }: Context): void => {
  draft.payment = paymentDecider.evolve(draft.payment, event);
  const paymentId = idOf(draft.payment);
  draft.happened.push({ paymentId, orderId, causation, event });
  const published = toPublished(event, { paymentId, orderId, provider });
  if (published === undefined) return;
  draft.sequence += 1;
  draft.published.push({ ...published, aggregateId: paymentId, sequence: draft.sequence, orderId, causation });
};

const writtenOf = ({ payment, sequence, version }: Draft, provider: string): readonly WrittenPayment[] =>
  payment.status === 'Unopened' ? [] : [{ ...toRow(payment), provider, sequence, version: version + 1 }];

const save = async (tx: Tx, drafts: readonly Draft[], provider: string): Promise<void> => {
  const changed = drafts.filter(({ happened }) => happened.length > 0);
  if (changed.length === 0) return;
  await writePayments(
    tx,
    changed.flatMap((draft) => writtenOf(draft, provider)),
  );
  await writeIntents(tx, intentChangesOf(changed.flatMap(({ happened }) => happened)));
  await appendEvents(
    tx,
    changed.flatMap(({ published }) => published),
  );
  // An intent is work as well: its commit wakes the workers.
  noteRecordedEvents(tx, []);
};

/** The payments as part of a transaction that somebody else commits. `provider` is the name of the provider in use. */
export const paymentsIn = (tx: Tx, provider: string): Payments => ({
  change: async (changes) => {
    if (changes.length === 0) return [];
    const drafts = await loadDrafts(tx, [...new Set(changes.map(({ orderId }) => orderId))]);
    const decisions = changes.map((change): PaymentDecision => {
      const draft = drafts.get(change.orderId) ?? unopened();
      drafts.set(change.orderId, draft);
      const decision = change.decide(draft.payment);
      if (decision.accepted) for (const event of decision.events) apply(draft, event, { ...change, provider });
      return decision;
    });
    await save(tx, [...drafts.values()], provider);
    return decisions;
  },
});

/** The payments, each call a transaction of its own: for the workers. */
export const sqlPayments = (database: Database, provider: string): Payments => ({
  change: (changes) => database.transaction((tx) => paymentsIn(tx, provider).change(changes), { pool: 'work' }),
});
