import { orderCancelled, orderCreated, orderFailed, type Envelope, type EventContract } from '@oms/contracts';
import type { Id } from '@oms/kernel';
import { causedBy, readEvent, type Handle, type Subscription } from '@oms/messaging';
import type { Logger } from '@oms/telemetry';
import type { InventoryApplication } from '../../application';
import type { OrderEvent } from '../../application/event-handlers/on-order-events';
import { typeormReservationRepository } from '../persistence/reservation-repository';

type Translate = (event: Envelope) => OrderEvent;

const translation = <Data>(
  contract: EventContract<Data>,
  translate: (data: Data) => OrderEvent,
): readonly [type: string, translate: Translate] => [
  contract.type,
  (event) => translate(readEvent(contract, event).data),
];

/** The id and the customer of the order; the contract has checked that the id is a UUID. */
const orderOf = ({ orderId, customerId }: { readonly orderId: string; readonly customerId: string }) => ({
  orderId: orderId as Id<'Order'>,
  customerId,
});

const translations: ReadonlyMap<string, Translate> = new Map([
  translation(orderCreated, (data) => ({
    ...orderOf(data),
    type: 'OrderCreated',
    lines: data.lines.map(({ sku, quantity }) => ({ sku, quantity })),
  })),
  translation(orderFailed, (data) => ({ ...orderOf(data), type: 'OrderFailed' })),
  translation(orderCancelled, (data) => ({ ...orderOf(data), type: 'OrderCancelled' })),
]);

/** All events of a batch in one call, not one call for each type: `onOrderEvents` decides them together. */
const handleOrders = ({ onOrderEvents }: InventoryApplication['eventHandlers'], logger: Logger): Handle => {
  const handle: Handle = async (tx, envelopes) => {
    const events = envelopes.flatMap((envelope) => {
      const event = translations.get(envelope.type)?.(envelope);
      return event === undefined ? [] : [{ event, causation: causedBy(envelope) }];
    });
    if (events.length === 0) return;
    const { refused } = await onOrderEvents(typeormReservationRepository(tx), events);
    for (const { orderId, refusal } of refused) logger.info({ orderId, refusal }, 'reservation refused');
  };
  return Object.assign(handle, { types: new Set(translations.keys()) });
};

/** What inventory subscribes to. */
export const subscriptions = (
  eventHandlers: InventoryApplication['eventHandlers'],
  logger: Logger,
): readonly Subscription[] => [{ publisher: 'orders', handle: handleOrders(eventHandlers, logger) }];
