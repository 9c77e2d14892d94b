import {
  productAdded,
  productUpdated,
  stockAdjusted,
  stockRejected,
  stockReleased,
  stockReplenished,
  stockReserved,
} from '@oms/contracts';
import { assertNever, type Causation, type Id } from '@oms/kernel';
import type { NewEvent } from '@oms/messaging';
import type { Money } from '../../domain/money';
import type { ProductDetails, ProductEvent } from '../../domain/product/events';
import type { ReservationEvent } from '../../domain/reservation/events';

interface Recorded {
  readonly sequence: number;
  readonly causation: Causation;
}

/** Checks the data against the contract's type, then drops the type: events of several contracts are appended together. */
const newEvent = <Data>(event: NewEvent<Data>): NewEvent => event;

const toWireMoney = ({ amountMinor, currency }: Money) => ({ amountMinor: amountMinor.toString(), currency });

const toWireDetails = ({ name, unitPrice, active, reorderPoint, reorderQuantity }: ProductDetails) => ({
  name,
  unitPrice: toWireMoney(unitPrice),
  active,
  reorderPoint,
  reorderQuantity,
});

const newProductEvent = (event: ProductEvent, recorded: Recorded): NewEvent => {
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

/** A product's events, in sequence after its version. */
export const newProductEvents = (
  events: readonly ProductEvent[],
  version: number,
  causation: Causation,
): readonly NewEvent[] =>
  events.map((event, index) => newProductEvent(event, { sequence: version + index + 1, causation }));

const newReservationEvent = (event: ReservationEvent, recorded: Recorded): NewEvent => {
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

/** The events of many reservations, each in sequence after its version; a new one has none. */
export const newReservationEvents = (
  events: readonly ReservationEvent[],
  versions: ReadonlyMap<Id<'Order'>, number>,
  causationOf: (event: ReservationEvent) => Causation,
): readonly NewEvent[] => {
  const last = new Map(versions);
  return events.map((event) => {
    const sequence = (last.get(event.orderId) ?? 0) + 1;
    last.set(event.orderId, sequence);
    return newReservationEvent(event, { sequence, causation: causationOf(event) });
  });
};
