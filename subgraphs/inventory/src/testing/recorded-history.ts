import {
  isOf,
  parseData,
  productAdded,
  productUpdated,
  stockAdjusted,
  stockRejected,
  stockReleased,
  stockReplenished,
  stockReserved,
  type Envelope,
  type EventContract,
} from '@oms/contracts';
import type { Id } from '@oms/kernel';
import { readEvents } from '@oms/messaging';
import { In, type DataSource } from 'typeorm';
import type { ProductEvent } from '../domain/product/events';
import { movementOf, productDecider } from '../domain/product/product';
import type { ReservationEvent } from '../domain/reservation/events';
import { evolveReservation, movementsOf, unknownReservation } from '../domain/reservation/reservation';
import { applyMovement, emptyLevel, type StockLevel } from '../domain/stock/stock-level';
import {
  productSchema,
  reservationLineSchema,
  reservationSchema,
  stockLevelSchema,
  stockMovementSchema,
} from '../infrastructure/persistence/entities';

/** The event's data, as the domain has it; the customer of an order is in the order's own events only. */
const dataOf = <Data>(contract: EventContract<Data>, envelope: Envelope): Data | undefined =>
  isOf(contract, envelope) ? parseData(contract, envelope).data : undefined;

const priceOf = ({ amountMinor, currency }: { amountMinor: string; currency: string }) => ({
  amountMinor: BigInt(amountMinor),
  currency,
});

const productEventOf = (envelope: Envelope): ProductEvent => {
  const added = dataOf(productAdded, envelope);
  if (added !== undefined) return { ...added, type: 'ProductAdded', unitPrice: priceOf(added.unitPrice) };
  const updated = dataOf(productUpdated, envelope);
  if (updated !== undefined) return { ...updated, type: 'ProductUpdated', unitPrice: priceOf(updated.unitPrice) };
  const replenished = dataOf(stockReplenished, envelope);
  if (replenished !== undefined) return { ...replenished, type: 'StockReplenished' };
  return { ...stockAdjusted.data.parse(envelope.data), type: 'StockAdjusted' };
};

const reservationEventOf = (envelope: Envelope): ReservationEvent => {
  const order = { orderId: envelope.subject as Id<'Order'>, customerId: '' };
  const reserved = dataOf(stockReserved, envelope);
  if (reserved !== undefined) return { ...reserved, ...order, type: 'StockReserved' };
  const rejected = dataOf(stockRejected, envelope);
  if (rejected !== undefined) return { ...rejected, ...order, type: 'StockRejected' };
  return { ...stockReleased.data.parse(envelope.data), ...order, type: 'StockReleased' };
};

const rowStatusOf = {
  Held: 'HELD',
  Rejected: 'REJECTED',
  RejectedAndClosed: 'REJECTED_AND_CLOSED',
  Released: 'RELEASED',
};

/** The aggregates of one history. */
export interface Keys {
  readonly skus: readonly string[];
  readonly orderIds: readonly Id<'Order'>[];
}

/** What the recorded events add up to. */
export const foldedEvents = async (on: DataSource, { skus, orderIds }: Keys) => {
  const products = [];
  const reservations = [];
  const levels = new Map<string, StockLevel>();
  const apply = (...movements: ReturnType<typeof movementsOf>): void => {
    for (const movement of movements)
      levels.set(movement.sku, applyMovement(levels.get(movement.sku) ?? emptyLevel, movement));
  };
  for (const aggregateId of skus) {
    const events = (await readEvents(on, { aggregateType: 'Product', aggregateId })).map(productEventOf);
    for (const event of events) apply(...[movementOf(event) ?? []].flat());
    const product = events.reduce(productDecider.evolve, productDecider.initial);
    if (product.status === 'Listed') products.push({ product, version: events.length });
  }
  for (const orderId of orderIds) {
    const events = (await readEvents(on, { aggregateType: 'Reservation', aggregateId: orderId })).map(
      reservationEventOf,
    );
    for (const event of events) apply(...movementsOf(event));
    const reservation = events.reduce(evolveReservation, unknownReservation);
    if (reservation.status === 'Unknown') continue;
    const lines = 'lines' in reservation ? reservation.lines : [];
    reservations.push({ orderId, status: rowStatusOf[reservation.status], version: events.length, lines });
  }
  return {
    products: products.map(
      ({ product: { sku, unitPrice, active, reorderPoint, reorderQuantity, ...product }, version }) => ({
        sku,
        name: product.name,
        unitPrice,
        active,
        reorderPoint,
        reorderQuantity,
        version,
        level: levels.get(sku),
        ledger: levels.get(sku),
      }),
    ),
    reservations,
  };
};

/** The rows, in the form of {@link foldedEvents}. */
export const storedRows = async (on: DataSource, { skus, orderIds }: Keys) => {
  const rows = await on.getRepository(productSchema).find({ where: { sku: In(skus) }, order: { sku: 'ASC' } });
  const levels = await on.getRepository(stockLevelSchema).findBy({ sku: In(skus) });
  const movements = await on.getRepository(stockMovementSchema).findBy({ sku: In(skus) });
  const reservations = await on.getRepository(reservationSchema).findBy({ orderId: In(orderIds) });
  const lines = await on
    .getRepository(reservationLineSchema)
    .find({ where: { orderId: In(orderIds) }, order: { sku: 'ASC' } });
  return {
    products: rows.map(({ sku, name: productName, unitPriceMinor, currency, active, reorderQuantity, version }) => {
      const level = levels.find((each) => each.sku === sku);
      return {
        sku,
        name: productName,
        unitPrice: { amountMinor: BigInt(unitPriceMinor), currency },
        active,
        reorderPoint: level?.reorderPoint,
        reorderQuantity,
        version,
        level: { onHand: level?.onHand, reserved: level?.reserved },
        ledger: movements.filter((each) => each.sku === sku).reduce<StockLevel>(applyMovement, emptyLevel),
      };
    }),
    reservations: orderIds.flatMap((orderId) =>
      reservations
        .filter((row) => row.orderId === orderId)
        .map(({ status, version }) => ({
          orderId,
          status,
          version,
          lines: lines
            .filter((line) => line.orderId === orderId)
            .map(({ sku, quantity: pieces }) => ({ sku, quantity: pieces })),
        })),
    ),
  };
};
