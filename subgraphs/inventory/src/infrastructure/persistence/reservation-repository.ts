import { lockThenRead, newId, rowLock, rowsOf, StaleWrite, type Tx } from '@oms/database';
import type { Causation, Id } from '@oms/kernel';
import { appendEvents } from '@oms/messaging';
import type { ReservationRepository, ReservationRequest } from '../../application/ports/reservation-repository';
import type { ReservationCommand } from '../../domain/reservation/commands';
import type { ReservationEvent } from '../../domain/reservation/events';
import type { Reservation } from '../../domain/reservation/reservation';
import type { BatchDecision } from '../../domain/reservation/reservation-batch';
import type { SkuQuantity } from '../../domain/stock/quantity';
import type { StockLevel, StockMovement } from '../../domain/stock/stock-level';
import { newReservationEvents } from '../messaging/event-mapping';
import type { ReservationRow, ReservationRowStatus, StockLevelRow } from './entities';

/** Reservations before levels, each in sorted order: every writer locks in this one order. */
const lockOfReservations = rowLock({ table: 'reservations', key: 'order_id', type: 'uuid' });
export const lockOfLevels = rowLock({ table: 'stock_levels', key: 'sku', type: 'text' });

/** Hot: each batch of orders' events reads by it. The lines are sorted by SKU. */
const findReservations = `
select order_id as "orderId", customer_id as "customerId", status, version, coalesce((
  select json_agg(json_build_object('sku', line.sku, 'quantity', line.quantity) order by line.sku)
  from reservation_lines as line where line.order_id = reservation.order_id), '[]') as lines
from reservations as reservation where order_id = any($1::uuid[])`;

/** Hot, as {@link findReservations} is. */
const findLevels = `select sku, on_hand as "onHand", reserved from stock_levels where sku = any($1::text[])`;

const movementTypes = ['uuid', 'text', 'text', 'integer', 'integer', 'uuid', 'text'];

/** An insert of movements, in their order, from seven parameters that begin at `$first`. */
const movementsFrom = (first: number): string => {
  const columns = movementTypes.map((type, index) => `$${(first + index).toString()}::${type}[]`).join(', ');
  return `
  insert into stock_movements (id, sku, kind, on_hand_delta, reserved_delta, order_id, reason)
  select id, sku, kind, on_hand_delta, reserved_delta, order_id, reason
  from unnest(${columns}) with ordinality
    as movement (id, sku, kind, on_hand_delta, reserved_delta, order_id, reason, place)
  order by place`;
};

/**
 * Hot and set-based: all of a batch in one round trip. `made` counts the reservations that are new: one that another writer
 * inserted since the read is not counted. The others are locked, so that they can be overwritten.
 */
const write = `
with level as (
  update stock_levels as stock set reserved = changed.reserved, updated_at = clock_timestamp()
  from unnest($1::text[], $2::integer[]) as changed (sku, reserved) where stock.sku = changed.sku
), made as (
  insert into reservations (order_id, customer_id, status, version)
  select * from unnest($3::uuid[], $4::text[], $5::text[], $6::integer[]) as reservation (order_id) order by order_id
  on conflict (order_id) do nothing returning 1
), changed as (
  update reservations as known set status = changed.status, version = changed.version
  from unnest($7::uuid[], $8::text[], $9::integer[]) as changed (order_id, status, version)
  where known.order_id = changed.order_id
), line as (
  insert into reservation_lines (order_id, sku, quantity)
  select * from unnest($10::uuid[], $11::text[], $12::integer[])
  on conflict (order_id, sku) do nothing
), movement as (${movementsFrom(13)}
)
select count(*)::integer as made from made`;

type LevelRow = Pick<StockLevelRow, 'sku'> & StockLevel;
type LoadedReservation = Omit<ReservationRow, 'reservedAt'> & { readonly lines: readonly SkuQuantity[] };

const reservationOf = ({ customerId, status, lines }: LoadedReservation): Reservation => {
  switch (status) {
    case 'HELD':
      return { status: 'Held', customerId, lines };
    case 'REJECTED':
      return { status: 'Rejected', customerId };
    case 'REJECTED_AND_CLOSED':
      return { status: 'RejectedAndClosed', customerId };
    case 'RELEASED':
      return { status: 'Released', customerId, lines };
  }
};

const rowStatusOf: Readonly<Record<Exclude<Reservation['status'], 'Unknown'>, ReservationRowStatus>> = {
  Held: 'HELD',
  Rejected: 'REJECTED',
  RejectedAndClosed: 'REJECTED_AND_CLOSED',
  Released: 'RELEASED',
};

const skusOf = (commands: readonly ReservationCommand[], rows: readonly LoadedReservation[]): readonly string[] => {
  const ordered = commands.flatMap((command) => (command.type === 'ReserveStock' ? command.lines : []));
  return [...new Set([...ordered, ...rows.flatMap(({ lines }) => lines)].map(({ sku }) => sku))];
};

type Versions = ReadonlyMap<Id<'Order'>, number>;

/** The reservations that changed, as rows. */
const rowsAfter = ({ reservations, events }: BatchDecision, versions: Versions) => {
  const eventCounts = new Map<Id<'Order'>, number>();
  for (const { orderId } of events) eventCounts.set(orderId, (eventCounts.get(orderId) ?? 0) + 1);
  return [...reservations].flatMap(([orderId, reservation]) =>
    reservation.status === 'Unknown'
      ? []
      : {
          orderId,
          customerId: reservation.customerId,
          status: rowStatusOf[reservation.status],
          version: (versions.get(orderId) ?? 0) + (eventCounts.get(orderId) ?? 0),
        },
  );
};

/** The parameters of {@link movementsFrom}: a column each. */
const movementColumns = (movements: readonly StockMovement[]): readonly (readonly unknown[])[] => [
  movements.map(() => newId()),
  movements.map(({ sku }) => sku),
  movements.map(({ kind }) => kind),
  movements.map(({ onHandDelta }) => onHandDelta),
  movements.map(({ reservedDelta }) => reservedDelta),
  movements.map(({ orderId }) => orderId ?? null),
  movements.map(({ reason }) => reason ?? null),
];

const record = async (tx: Tx, decision: BatchDecision, versions: Versions): Promise<void> => {
  const rows = rowsAfter(decision, versions);
  const made = rows.filter(({ orderId }) => !versions.has(orderId));
  const changed = rows.filter(({ orderId }) => versions.has(orderId));
  const lines = decision.events.flatMap((event) =>
    event.type === 'StockReserved' ? event.lines.map((line) => ({ ...line, orderId: event.orderId })) : [],
  );
  const [result] = await rowsOf<{ made: number }>(tx, write, [
    [...decision.levels.keys()],
    [...decision.levels.values()].map(({ reserved }) => reserved),
    made.map(({ orderId }) => orderId),
    made.map(({ customerId }) => customerId),
    made.map(({ status }) => status),
    made.map(({ version }) => version),
    changed.map(({ orderId }) => orderId),
    changed.map(({ status }) => status),
    changed.map(({ version }) => version),
    lines.map(({ orderId }) => orderId),
    lines.map(({ sku }) => sku),
    lines.map(({ quantity }) => quantity),
    ...movementColumns(decision.movements),
  ]);
  if (result?.made !== made.length)
    throw new StaleWrite('Another writer inserted one of these reservations meanwhile.');
};

const keyOf = (type: ReservationCommand['type'], orderId: Id<'Order'>): string => `${type} ${orderId}`;

/** An event follows from the first command of its kind and order in the batch: later ones repeat it, without an event. */
const causationsOf = (requests: readonly ReservationRequest[]): ((event: ReservationEvent) => Causation) => {
  const causations = new Map<string, Causation>();
  for (const { command, causation } of [...requests].reverse())
    causations.set(keyOf(command.type, command.orderId), causation);
  return ({ type, orderId }) => {
    const causation = causations.get(keyOf(type === 'StockReleased' ? 'ReleaseStock' : 'ReserveStock', orderId));
    if (causation === undefined) throw new Error(`No command of this batch leads to ${type} of order ${orderId}.`);
    return causation;
  };
};

/** Within a transaction: what is decided commits with the position of the events that led to it. */
export const typeormReservationRepository = (tx: Tx): ReservationRepository => ({
  changeAll: async (requests, decide) => {
    const commands = requests.map(({ command }) => command);
    const orderIds = [...new Set(commands.map(({ orderId }) => orderId))];
    const rows = await lockThenRead(tx, lockOfReservations(orderIds), (locked) =>
      locked.length === 0 ? Promise.resolve([]) : rowsOf<LoadedReservation>(tx, findReservations, [locked]),
    );
    const levels = await lockThenRead(tx, lockOfLevels(skusOf(commands, rows)), (locked) =>
      rowsOf<LevelRow>(tx, findLevels, [locked]),
    );
    const decision = decide(commands, {
      reservations: new Map(rows.map((row) => [row.orderId, reservationOf(row)])),
      levels: new Map(levels.map(({ sku, onHand, reserved }) => [sku, { onHand, reserved }])),
    });
    if (decision.events.length === 0) return decision;
    const versions = new Map(rows.map(({ orderId, version }) => [orderId, version]));
    await record(tx, decision, versions);
    await appendEvents(tx, newReservationEvents(decision.events, versions, causationsOf(requests)));
    return decision;
  },
});
