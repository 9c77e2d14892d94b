import { lockThenRead, noteRecordedEvents, once, rowsOf, type Database, type Effect, type Tx } from '@oms/database';
import { refused, succeeded, type Id } from '@oms/kernel';
import { appendEvents, type NewEvent } from '@oms/messaging';
import type {
  PaymentChange,
  PaymentChanges,
  PaymentRepository,
  RequestedChange,
} from '../../application/ports/payment-repository';
import type { PaymentEvent } from '../../domain/payment/events';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentDecision, PaymentRefusal } from '../../domain/payment/refusals';
import type { Payment } from '../../domain/payment/state';
import { toPublished } from '../messaging/event-mapping';
import { schemas, type PaymentRow } from './entities';
import { intentChangesOf, type RecordedEvent } from './intent-rows';
import { lockOfOrders } from './payment-lock';
import { fromRow, toRow, type PaymentRefundRow } from './payment-row';
import { typeormPaymentViews } from './payment-views';
import { fromSnapshot, toSnapshot, type Snapshot } from './snapshot';
import { writeIntents, writePayments, type PaymentWrite } from './write-payments';

interface LoadedRow extends PaymentRow {
  readonly sequence: number;
  readonly version: number;
  readonly refunds: readonly PaymentRefundRow[] | null;
}

/** SQL, as it is hot and set-based: it reads the payments of a whole batch, each with its refunds. */
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
  readonly recorded: RecordedEvent[];
  readonly published: NewEvent[];
}

const unopened = (): Draft => ({
  payment: paymentDecider.initial,
  sequence: 0,
  version: 0,
  recorded: [],
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

const idOf = (payment: Payment): Id<'Payment'> => {
  if (payment.status === 'Unopened') throw new Error('The first event of a payment must open it.');
  return payment.id;
};

/** The change that an event belongs to. */
type ChangeContext = Pick<PaymentChange, 'orderId' | 'causation'> & { readonly provider: string };

const apply = (draft: Draft, event: PaymentEvent, { orderId, causation, provider }: ChangeContext): void => {
  draft.payment = paymentDecider.evolve(draft.payment, event);
  const paymentId = idOf(draft.payment);
  draft.recorded.push({ paymentId, orderId, causation, event });
  const published = toPublished(event, { paymentId, orderId, provider });
  if (published === undefined) return;
  draft.sequence += 1;
  draft.published.push({ ...published, aggregateId: paymentId, sequence: draft.sequence, orderId, causation });
};

const writeOf = ({ payment, sequence, version, recorded }: Draft, provider: string): readonly PaymentWrite[] =>
  payment.status === 'Unopened'
    ? []
    : [{ row: { ...toRow(payment), provider, sequence, version: version + 1 }, events: recorded }];

const write = async (tx: Tx, drafts: readonly Draft[], provider: string): Promise<void> => {
  const changed = drafts.filter(({ recorded }) => recorded.length > 0);
  if (changed.length === 0) return;
  await writePayments(
    tx,
    changed.flatMap((draft) => writeOf(draft, provider)),
  );
  await writeIntents(tx, intentChangesOf(changed.flatMap(({ recorded }) => recorded)));
  await appendEvents(
    tx,
    changed.flatMap(({ published }) => published),
  );
  // The commit of an intent wakes the workers, as the commit of a published event does.
  noteRecordedEvents(tx, []);
};

/** The payments as part of a transaction that the caller commits. `provider` is the name of the provider in use. */
export const paymentsIn = (tx: Tx, provider: string): PaymentChanges => ({
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
    await write(tx, [...drafts.values()], provider);
    return decisions;
  },
});

const orderOf = async (tx: Tx, key: RequestedChange['payment']): Promise<Id<'Order'> | undefined> => {
  if ('orderId' in key) return key.orderId;
  const row = await tx
    .getRepository(schemas.payments)
    .findOne({ select: { order_id: true }, where: { id: key.paymentId } });
  return row?.order_id;
};

/** As it is stored with an idempotency key. */
type StoredOutcome = Snapshot | { readonly refusal: PaymentRefusal };

const refusal = (reason: PaymentRefusal): Effect<StoredOutcome> => ({ keep: false, answer: { refusal: reason } });

const changeIn = async (
  tx: Tx,
  { payment: key, decide }: RequestedChange,
  { causation, provider }: Pick<ChangeContext, 'causation' | 'provider'>,
): Promise<Effect<StoredOutcome>> => {
  const orderId = await orderOf(tx, key);
  if (orderId === undefined) return refusal('PAYMENT_NOT_FOUND');
  const [decision] = await paymentsIn(tx, provider).change([{ orderId, causation, decide }]);
  if (decision?.accepted !== true) return refusal(decision?.refusal ?? 'PAYMENT_NOT_FOUND');
  const [payment] = await typeormPaymentViews(tx).byOrderIds([orderId]);
  if (payment === undefined) throw new Error('A payment that was just changed cannot be found.');
  const refundId = decision.events.find((event) => event.type === 'RefundRequested')?.refundId;
  const refund = payment.refunds.find(({ id }) => id === refundId) ?? null;
  return { keep: true, answer: toSnapshot({ payment, refund }) };
};

/** The payments, each call a transaction of its own. */
export const typeormPaymentRepository = (database: Database, provider: string): PaymentRepository => ({
  change: (changes) => database.transaction((tx) => paymentsIn(tx, provider).change(changes), { pool: 'work' }),
  changeOnce: async ({ actor, causation }, change) => {
    const { operation, input } = change;
    const key = { actorId: actor.id, operation, key: causation.idempotencyKey, input };
    const result = await database.transaction((tx) =>
      once(tx, key, () => changeIn(tx, change, { causation, provider })),
    );
    if (result.reused) return { kind: 'KeyReused' };
    return 'refusal' in result.answer ? refused(result.answer.refusal) : succeeded(fromSnapshot(result.answer));
  },
});
