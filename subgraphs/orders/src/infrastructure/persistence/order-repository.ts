import { type Database, type Effect, once, rowsOf, sqlStateOf, StaleWrite, type Tx } from '@oms/database';
import type { Causation, Id, Instant, Outcome, Refused } from '@oms/kernel';
import { appendEvents } from '@oms/messaging';
import type { OperationRequest, OrderRepository, ProcessDecision } from '../../application/ports/order-repository';
import { orderViewOf, type OrderView } from '../../application/ports/order-views';
import type { Advanced, OrderProcess } from '../../domain/checkout/order-process';
import type { Prices } from '../../domain/order/lines';
import type { Sku } from '../../domain/order/values';
import { toNewEvents } from '../messaging/event-mapping';
import { nowWritten, typeormCheckoutRepository } from './checkout-repository';
import { changingColumns, placedColumns } from './order-row';
import { findPrices } from './price-book-repository';
import { restoreOrderOutcome, storeOrder, type StoredOrderOutcome } from './snapshot';

/** Hot, so it is SQL: every order is placed by it. The order and its deadline take one round trip. */
const insertOrder = `
with placed as (
  insert into orders (id, number, customer_id, source, lines, total_minor, currency, contact, shipping_address,
    payment_method_given, status, version, step, checkout, correlation_id, placed_at, updated_at)
  select id, number, customer_id, source, lines, total_minor, currency, contact, shipping_address,
    payment_method_given, status, version, step, checkout, correlation_id, ${nowWritten}, ${nowWritten}
  from json_to_record($1) as placed (id uuid, number text, customer_id text, source text, lines jsonb, total_minor bigint,
    currency text, contact jsonb, shipping_address jsonb, payment_method_given boolean, status text, version integer,
    step text, checkout jsonb, correlation_id text)
  returning id, step
)
insert into deadlines (order_id, step, due_at) select id, step, $2::timestamptz from placed`;

const UNIQUE_VIOLATION = '23505';

type StoredEffect<Refusal> = Effect<StoredOrderOutcome<Refusal>>;

const refusedEffect = <Refusal>({ refusal }: Refused<Refusal>): StoredEffect<Refusal> => ({
  keep: false,
  answer: { kind: 'Refused', refusal },
});

const acceptedEffect = (
  after: OrderProcess,
  times: Pick<OrderView, 'version' | 'placedAt' | 'updatedAt'>,
): StoredEffect<never> => ({
  keep: true,
  answer: { kind: 'Done', order: storeOrder(orderViewOf(after, { ...times, snapshot: true })) },
});

/** A number that is taken already, which happens once in many years, is chosen again. */
const orTakenNumber = (error: unknown): never => {
  throw sqlStateOf(error) === UNIQUE_VIOLATION ? new StaleWrite('The order number is taken') : error;
};

const insert = async (
  tx: Tx,
  { after, events }: Advanced,
  { causation, now }: { causation: Causation; now: Instant },
): Promise<StoredEffect<never>> => {
  const version = events.length;
  const written = { ...placedColumns(after), ...changingColumns(after) };
  const record = JSON.stringify({ ...written, version, correlation_id: causation.correlationId });
  await rowsOf(tx, insertOrder, [record, written.due_at]).catch(orTakenNumber);
  const caused = events.map((event) => ({ event, causation }));
  await appendEvents(tx, toNewEvents(after.order, 0, caused));
  return acceptedEffect(after, { version, placedAt: now, updatedAt: now });
};

const perform = async <Refusal>(
  database: Database,
  { actor, causation, operation, command }: OperationRequest,
  effect: (tx: Tx) => Promise<StoredEffect<Refusal>>,
): Promise<Outcome<OrderView, Refusal>> => {
  const request = { actorId: actor.id, operation, key: causation.idempotencyKey, input: command };
  const result = await database.transaction((tx) => once(tx, request, () => effect(tx)));
  return result.reused ? { kind: 'KeyReused' } : restoreOrderOutcome(result.answer);
};

const placeIn =
  (database: Database): OrderRepository['place'] =>
  <Refusal>(
    request: OperationRequest,
    skus: readonly Sku[],
    decide: (prices: Prices, now: Instant) => ProcessDecision<Refusal>,
  ) =>
    perform<Refusal>(database, request, async (tx) => {
      const { prices, now } = await findPrices(tx, skus);
      const decided = decide(prices, now);
      return decided.accepted ? insert(tx, decided, { causation: request.causation, now }) : refusedEffect(decided);
    });

const changeIn =
  (database: Database): OrderRepository['change'] =>
  <Refusal>(
    request: OperationRequest,
    id: Id<'Order'>,
    decide: (current: OrderProcess | undefined, now: Instant) => ProcessDecision<Refusal>,
  ) =>
    perform<Refusal>(database, request, async (tx) => {
      const checkouts = typeormCheckoutRepository(tx);
      const { now, processes } = await checkouts.lock([id]);
      const before = processes.get(id);
      const decided = decide(before, now);
      if (!decided.accepted) return refusedEffect(decided);
      if (before === undefined) throw new Error(`A decision about order ${id} was accepted, but there is none`);
      const { after, events } = decided;
      await checkouts.write(
        [{ before, after, events: events.map((event) => ({ event, causation: request.causation })) }],
        [],
      );
      const version = before.version + events.length;
      return acceptedEffect(after, { version, placedAt: before.placedAt, updatedAt: now });
    });

/** The row, its deadline, its events and the stored outcome are one transaction. */
export const typeormOrderRepository = (database: Database): OrderRepository => ({
  place: placeIn(database),
  change: changeIn(database),
});
