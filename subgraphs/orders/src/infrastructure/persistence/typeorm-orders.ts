import { type Database, once, rowsOf, sqlStateOf, StaleWrite, type Tx } from '@oms/database';
import type { Refused } from '@oms/kernel';
import { appendEvents } from '@oms/messaging';
import type { Causation } from '@oms/kernel';
import type { Answer, ClientRequest, Orders } from '../../application/ports/orders';
import type { Advanced, Purchase } from '../../domain/checkout/purchase';
import type { Instant } from '../../domain/instant';
import type { Prices } from '../../domain/order/lines';
import type { OrderId, Sku } from '../../domain/order/values';
import { toNewEvents } from '../messaging/publish';
import { movingColumns, placedColumns, snapshotOf } from './order-row';
import { findPrices } from './price-book';
import { keepOrder, type KeptAnswer, restoreAnswer } from './snapshot';
import { nowWritten, typeormCheckouts } from './typeorm-checkouts';

/** The order and its deadline in one round trip. */
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

type Decided<Refusal> = Advanced | Refused<Refusal>;

const keepRefusal = <Refusal>({ refusal }: Refused<Refusal>) => ({
  keep: false,
  answer: { kind: 'Refused' as const, refusal },
});

/** A number that is taken already, which happens once in many years, is drawn again. */
const orTakenNumber = (error: unknown): never => {
  throw sqlStateOf(error) === UNIQUE_VIOLATION ? new StaleWrite('The order number is taken') : error;
};

const insert = async (
  tx: Tx,
  { purchase, events }: Advanced,
  { causation, now }: { causation: Causation; now: Instant },
) => {
  const version = events.length;
  const written = { ...placedColumns(purchase), ...movingColumns(purchase) };
  const record = JSON.stringify({ ...written, version, correlation_id: causation.correlationId });
  await rowsOf(tx, insertOrder, [record, written.due_at]).catch(orTakenNumber);
  const caused = events.map((event) => ({ event, causation }));
  await appendEvents(tx, toNewEvents(purchase.order, 0, caused));
  return keepOrder(snapshotOf(purchase, { version, placedAt: now, updatedAt: now }));
};

const perform = async <Refusal>(
  database: Database,
  request: ClientRequest,
  effect: (tx: Tx) => Promise<{ keep: boolean; answer: KeptAnswer<Refusal> }>,
): Promise<Answer<Refusal>> => {
  const { operation, caller: actorId, idempotencyKey: key, input } = request;
  const outcome = await database.transaction((tx) => once(tx, { operation, actorId, key, input }, () => effect(tx)));
  return outcome.reused ? { kind: 'KeyReused' } : restoreAnswer(outcome.answer);
};

const placeIn =
  (database: Database): Orders['place'] =>
  <Refusal>(request: ClientRequest, skus: readonly Sku[], decide: (prices: Prices, now: Instant) => Decided<Refusal>) =>
    perform<Refusal>(database, request, async (tx) => {
      const { prices, now } = await findPrices(tx, skus);
      const decided = decide(prices, now);
      if (!decided.accepted) return keepRefusal(decided);
      return {
        keep: true,
        answer: { kind: 'Done', order: await insert(tx, decided, { causation: request.causation, now }) },
      };
    });

const changeIn =
  (database: Database): Orders['change'] =>
  <Refusal>(
    request: ClientRequest,
    id: OrderId,
    decide: (purchase: Purchase | undefined, now: Instant) => Decided<Refusal>,
  ) =>
    perform<Refusal>(database, request, async (tx) => {
      const checkouts = typeormCheckouts(tx);
      const { now, purchases } = await checkouts.lock([id]);
      const before = purchases.get(id);
      const decided = decide(before, now);
      if (!decided.accepted) return keepRefusal(decided);
      if (before === undefined) throw new Error(`Order ${id} was decided upon, but there is none`);
      const { purchase: after, events } = decided;
      await checkouts.write(
        [{ before, after, events: events.map((event) => ({ event, causation: request.causation })) }],
        [],
      );
      const times = { version: before.version + events.length, placedAt: before.placedAt, updatedAt: now };
      return { keep: true, answer: { kind: 'Done', order: keepOrder(snapshotOf(after, times)) } };
    });

/** Orders in PostgreSQL: the row, its deadline, its events and the kept answer are one transaction. */
export const typeormOrders = (database: Database): Orders => ({
  place: placeIn(database),
  change: changeIn(database),
});
