import {
  productAdded,
  productUpdated,
  stockAdjusted,
  stockRejected,
  stockReleased,
  stockReplenished,
  stockReserved,
} from '@oms/contracts';
import { assertNever } from '@oms/kernel';
import type { Causation } from '@oms/kernel';
import type { NewEvent } from '@oms/messaging';
import type { Money } from '../../domain/money';
import type { ProductDetails, ProductEvent } from '../../domain/product/events';
import type { ReservationEvent } from '../../domain/reservation/events';

interface Recorded {
  readonly sequence: number;
  readonly causation: Causation;
}

/** Infers the contract's data, then forgets it: events of several kinds are appended together. */
const newEvent = <Data>(event: NewEvent<Data>): NewEvent => event;

const toWireMoney = ({ amountMinor, currency }: Money) => ({ amountMinor: amountMinor.toString(), currency });

const toWireDetails = ({ name, unitPrice, active, reorderPoint, reorderQuantity }: ProductDetails) => ({
  name,
  unitPrice: toWireMoney(unitPrice),
  active,
  reorderPoint,
  reorderQuantity,
});

const published = (event: ProductEvent, recorded: Recorded): NewEvent => {
  const { sku } = event;
  const about = { ...recorded, aggregateId: sku };
  switch (event.type) {
    case 'ProductAdded': {
      const data = { ...toWireDetails(event), sku, onHand: event.onHand };
      return newEvent({ ...about, contract: productAdded, data });
    }
    case 'ProductUpdated':
      return newEvent({ ...about, contract: productUpdated, data: { ...toWireDetails(event), sku } });
    case 'StockReplenished': {
      const { quantity, onHand } = event;
      return newEvent({ ...about, contract: stockReplenished, data: { sku, quantity, onHand } });
    }
    case 'StockAdjusted': {
      const { delta, reason, onHand } = event;
      return newEvent({ ...about, contract: stockAdjusted, data: { sku, delta, reason, onHand } });
    }
    default:
      return assertNever(event);
  }
};

/** A product's events, numbered on from its version. */
export const publishedProductEvents = (
  events: readonly ProductEvent[],
  version: number,
  causation: Causation,
): readonly NewEvent[] => events.map((event, index) => published(event, { sequence: version + index + 1, causation }));

const publishedReservation = (event: ReservationEvent, recorded: Recorded): NewEvent => {
  const { orderId } = event;
  const about = { ...recorded, aggregateId: orderId, orderId };
  switch (event.type) {
    case 'StockReserved':
      return newEvent({ ...about, contract: stockReserved, data: { orderId, lines: [...event.lines] } });
    case 'StockRejected':
      return newEvent({ ...about, contract: stockRejected, data: { orderId, shortages: [...event.shortages] } });
    case 'StockReleased':
      return newEvent({ ...about, contract: stockReleased, data: { orderId, lines: [...event.lines] } });
    default:
      return assertNever(event);
  }
};

/** The events of many reservations, each numbered on from its version; 0 for one that is new. */
export const publishedReservationEvents = (
  events: readonly ReservationEvent[],
  versions: ReadonlyMap<string, number>,
  causationOf: (event: ReservationEvent) => Causation,
): readonly NewEvent[] => {
  const last = new Map(versions);
  return events.map((event) => {
    const sequence = (last.get(event.orderId) ?? 0) + 1;
    last.set(event.orderId, sequence);
    return publishedReservation(event, { sequence, causation: causationOf(event) });
  });
};
