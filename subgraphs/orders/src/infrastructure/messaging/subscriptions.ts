import {
  contexts,
  deadLetterResolved,
  type Envelope,
  type EventContract,
  messageDeadLettered,
  notificationFailed,
  notificationSent,
  paymentCaptured,
  paymentFailed,
  paymentMethodProvided,
  paymentRefunded,
  type ProductUpdated,
  productAdded,
  productUpdated,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@oms/contracts';
import type { Tx } from '@oms/database';
import { causedBy, dispatch, lockingFirst, on, type Reaction, type Subscription } from '@oms/messaging';
import type { Id } from '@oms/kernel';
import type { OrdersApplication } from '../../application';
import type { ParticipantEvent } from '../../application/event-handlers/on-participant-events';
import type { CheckoutInput } from '../../domain/checkout/checkout';
import type { Sku } from '../../domain/order/values';
import { lockOrders, typeormCheckoutRepository } from '../persistence/checkout-repository';
import { fileDeadLetters, resolveDeadLetters } from '../persistence/dead-letter-projection';
import { storePrices, type PricedProduct } from '../persistence/price-book-repository';
import { recordedFrom } from './event-mapping';

const priced = ({ data, sequence }: Envelope<ProductUpdated>): PricedProduct => ({
  sku: data.sku as Sku,
  name: data.name,
  unitPrice: { amountMinor: BigInt(data.unitPrice.amountMinor), currency: data.unitPrice.currency },
  active: data.active,
  sequence,
});

/** A projection without rules of its own, like the list of dead letters, so no use case stands between. */
const updatePriceBook = (tx: Tx, events: readonly Envelope<ProductUpdated>[]): Promise<void> =>
  storePrices(tx, events.map(priced));

const lockOrdersOf = (tx: Tx, events: readonly Envelope[]): Promise<void> =>
  lockOrders(
    tx,
    events.flatMap(({ orderid }) => orderid ?? []),
  );

/** What orders subscribes to, and the handler of each event. */
export const subscriptions = ({ onParticipantEvents }: OrdersApplication['eventHandlers']): readonly Subscription[] => {
  /** Every event enters its order's timeline; null when it is no input of the saga. */
  const toSaga = <Data>(contract: EventContract<Data>, inputOf: (data: Data) => CheckoutInput | null): Reaction =>
    on(contract, async (tx, events) => {
      const received = events.flatMap((event): readonly ParticipantEvent[] =>
        event.orderid === undefined
          ? []
          : [
              {
                orderId: event.orderid as Id<'Order'>,
                event: recordedFrom(event),
                input: inputOf(event.data),
                causation: causedBy(event),
              },
            ],
      );
      await onParticipantEvents(typeormCheckoutRepository(tx), received);
    });

  const fromInventory = [
    on(productAdded, updatePriceBook),
    on(productUpdated, updatePriceBook),
    toSaga(stockReserved, () => ({ type: 'StockReserved' })),
    toSaga(stockRejected, () => ({ type: 'StockRejected' })),
    toSaga(stockReleased, () => ({ type: 'StockReleased' })),
  ];
  const fromPayments = [
    toSaga(paymentMethodProvided, () => ({ type: 'PaymentMethodProvided' })),
    toSaga(paymentCaptured, ({ attempt }) => ({ type: 'PaymentCaptured', attempt })),
    toSaga(paymentFailed, ({ attempt, code, message }) => ({ type: 'PaymentFailed', attempt, code, message })),
    toSaga(paymentRefunded, ({ full }) => ({ type: 'PaymentRefunded', full })),
  ];
  const fromNotifications = [toSaga(notificationSent, () => null), toSaga(notificationFailed, () => null)];
  const own = { orders: [], inventory: fromInventory, payments: fromPayments, notifications: fromNotifications };

  return contexts.map((publisher) => ({
    publisher,
    handle: lockingFirst(
      lockOrdersOf,
      dispatch(
        ...own[publisher],
        on(messageDeadLettered[publisher], fileDeadLetters),
        on(deadLetterResolved[publisher], resolveDeadLetters),
      ),
    ),
  }));
};
