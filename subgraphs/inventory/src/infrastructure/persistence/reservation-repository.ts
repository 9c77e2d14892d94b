import { lockThenRead, rowLock, rowsOf, StaleWrite, type Tx } from '@oms/database';
import type { Causation } from '@oms/kernel';
import { appendEvents } from '@oms/messaging';
import type { Reservations } from '../../application/ports/reservations';
import type { ReservationCommand } from '../../domain/reservation/commands';
import type { ReservationEvent } from '../../domain/reservation/events';
import type { Reservation } from '../../domain/reservation/reservation';
import type { Settlement } from '../../domain/reservation/settlement';
import type { StockLevel } from '../../domain/stock/stock-level';
import { publishedReservationEvents } from '../messaging/publish';
import { fromReservationRow, rowStatusOf, type ReservationRow } from './reservation-row';
import { movementColumns, movementsFrom } from './stock-movements';

/** Reservations before levels, each in sorted order: every writer locks in this one order. */
const lockOfReservations = rowLock({ table: 'reservations', key: 'order_id', type: 'uuid' });
export const lockOfLevels = rowLock({ table: 'stock_levels', key: 'sku', type: 'text' });

const findReservations = `
select order_id, customer_id, status, version, coalesce((
  select json_agg(json_build_object('sku', line.sku, 'quantity', line.quantity) order by line.sku)
  from reservation_lines as line where line.order_id = reservation.order_id), '[]') as lines
from reservations as reservation where order_id = any($1::uuid[])`;

const findLevels = `select sku, on_hand as "onHand", reserved from stock_levels where sku = any($1::text[])`;

/**
 * All of a settlement in one round trip. `made` counts the reservations that are new: one that another writer made since
 * we looked is not counted, and what is known already was locked and can be overwritten.
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

interface LevelRow extends StockLevel {
  readonly sku: string;
}

const skusOf = (commands: readonly ReservationCommand[], rows: readonly ReservationRow[]): readonly string[] => {
  const ordered = commands.flatMap((command) => (command.type === 'ReserveStock' ? command.lines : []));
  return [...new Set([...ordered, ...rows.flatMap(({ lines }) => lines)].map(({ sku }) => sku))];
};

interface Kept {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: string;
  readonly version: number;
}

const keptOf = ({ reservations, events }: Settlement, versions: ReadonlyMap<string, number>): readonly Kept[] => {
  const news = new Map<string, number>();
  for (const { orderId } of events) news.set(orderId, (news.get(orderId) ?? 0) + 1);
  const known = [...reservations].flatMap(([orderId, reservation]: [string, Reservation]) =>
    reservation.status === 'Unknown' ? [] : [{ orderId, reservation }],
  );
  return known.map(({ orderId, reservation: { status, customerId } }) => ({
    orderId,
    customerId,
    status: rowStatusOf[status],
    version: (versions.get(orderId) ?? 0) + (news.get(orderId) ?? 0),
  }));
};

const record = async (tx: Tx, settlement: Settlement, versions: ReadonlyMap<string, number>): Promise<void> => {
  const kept = keptOf(settlement, versions);
  const made = kept.filter(({ orderId }) => !versions.has(orderId));
  const changed = kept.filter(({ orderId }) => versions.has(orderId));
  const lines = settlement.events.flatMap((event) =>
    event.type === 'StockReserved' ? event.lines.map((line) => ({ ...line, orderId: event.orderId })) : [],
  );
  const [result] = await rowsOf<{ made: number }>(tx, write, [
    [...settlement.levels.keys()],
    [...settlement.levels.values()].map(({ reserved }) => reserved),
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
    ...movementColumns(settlement.movements),
  ]);
  if (result?.made !== made.length) throw new StaleWrite('Another writer heard of one of these orders meanwhile.');
};

/** `causationOf` an event: what it is recorded as caused by. */
export const postgresReservations = (tx: Tx, causationOf: (event: ReservationEvent) => Causation): Reservations => ({
  settle: async (commands, decide) => {
    const orderIds = [...new Set(commands.map(({ orderId }) => orderId))];
    const rows = await lockThenRead(tx, lockOfReservations(orderIds), (locked) =>
      locked.length === 0 ? Promise.resolve([]) : rowsOf<ReservationRow>(tx, findReservations, [locked]),
    );
    const levels = await lockThenRead(tx, lockOfLevels(skusOf(commands, rows)), (locked) =>
      rowsOf<LevelRow>(tx, findLevels, [locked]),
    );
    const settlement = decide(commands, {
      reservations: new Map(rows.map((row) => [row.order_id, fromReservationRow(row)])),
      levels: new Map(levels.map(({ sku, onHand, reserved }) => [sku, { onHand, reserved }])),
    });
    if (settlement.events.length === 0) return settlement;
    const versions = new Map(rows.map(({ order_id, version }) => [order_id, version]));
    await record(tx, settlement, versions);
    await appendEvents(tx, publishedReservationEvents(settlement.events, versions, causationOf));
    return settlement;
  },
});
