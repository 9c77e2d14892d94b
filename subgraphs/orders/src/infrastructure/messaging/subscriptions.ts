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
import { hearEvents, type HeardEvent } from '../../application/hear-events';
import type { CheckoutInput, Patience } from '../../domain/checkout/checkout';
import type { OrderId, Sku } from '../../domain/order/values';
import { fileDeadLetters, resolveDeadLetters } from '../persistence/dead-letter-list';
import { keepPrices, type PricedProduct } from '../persistence/price-book';
import { lockOrders, typeormCheckouts } from '../persistence/typeorm-checkouts';
import { recordedFrom } from './recorded-event';

const priced = ({ data, sequence }: Envelope<ProductUpdated>): PricedProduct => ({
  sku: data.sku as Sku,
  name: data.name,
  unitPrice: { amountMinor: BigInt(data.unitPrice.amountMinor), currency: data.unitPrice.currency },
  active: data.active,
  sequence,
});

const keepThem = (tx: Tx, events: readonly Envelope<ProductUpdated>[]): Promise<void> =>
  keepPrices(tx, events.map(priced));

const lockOrdersOf = (tx: Tx, events: readonly Envelope[]): Promise<void> =>
  lockOrders(
    tx,
    events.flatMap(({ orderid }) => orderid ?? []),
  );

/** What orders subscribes to, and what it makes of it. */
export const subscriptionsOf = (patience: Patience): readonly Subscription[] => {
  const tellSagas = hearEvents(patience);

  /** The saga hears of it, if it means anything to one; the order's timeline always does. */
  const hearing = <Data>(contract: EventContract<Data>, meaning: (data: Data) => CheckoutInput | null): Reaction =>
    on(contract, async (tx, events) => {
      const heard = events.flatMap((event): readonly HeardEvent[] =>
        event.orderid === undefined
          ? []
          : [
              {
                orderId: event.orderid as OrderId,
                event: recordedFrom(event),
                input: meaning(event.data),
                causation: causedBy(event),
              },
            ],
      );
      await tellSagas(typeormCheckouts(tx), heard);
    });

  const fromInventory = [
    on(productAdded, keepThem),
    on(productUpdated, keepThem),
    hearing(stockReserved, () => ({ type: 'StockReserved' })),
    hearing(stockRejected, () => ({ type: 'StockRejected' })),
    hearing(stockReleased, () => ({ type: 'StockReleased' })),
  ];
  const fromPayments = [
    hearing(paymentMethodProvided, () => ({ type: 'PaymentMethodProvided' })),
    hearing(paymentCaptured, ({ attempt }) => ({ type: 'PaymentCaptured', attempt })),
    hearing(paymentFailed, ({ attempt, code, message }) => ({ type: 'PaymentFailed', attempt, code, message })),
    hearing(paymentRefunded, ({ full }) => ({ type: 'PaymentRefunded', full })),
  ];
  const fromNotifications = [hearing(notificationSent, () => null), hearing(notificationFailed, () => null)];
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
