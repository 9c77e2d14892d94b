import { orderCancelled, orderCreated, orderFailed, paymentRequested, type Envelope } from '@oms/contracts';
import { lockRows, type Tx } from '@oms/database';
import type { Id } from '@oms/kernel';
import { causedBy, dispatch, lockingFirst, on, type Subscription } from '@oms/messaging';
import type { PaymentsApplication } from '../../application';
import type { PaymentChanges } from '../../application/ports/payment-repository';
import type { Money } from '../../domain/money';
import { lockOfOrders } from '../persistence/payment-lock';

interface Parts {
  readonly eventHandlers: PaymentsApplication['eventHandlers'];
  /** The payments as part of the consumer's transaction. */
  readonly paymentsIn: (tx: Tx) => PaymentChanges;
}

const moneyFrom = ({ amountMinor, currency }: { readonly amountMinor: string; readonly currency: string }): Money => ({
  amountMinor: BigInt(amountMinor),
  currency,
});

/** The contracts check that ids are UUIDs. */
const identityOf = ({ orderId, customerId }: { readonly orderId: string; readonly customerId: string }) => ({
  orderId: orderId as Id<'Order'>,
  customerId,
});

const lockPayments = async (tx: Tx, events: readonly Envelope[]): Promise<void> => {
  await lockRows(tx, lockOfOrders([...new Set(events.flatMap(({ orderid }) => orderid ?? []))]));
};

type EndedOrder = Envelope<{ readonly orderId: string; readonly customerId: string }>;

/** The events that payments subscribes to; events of one type that arrive together are one change of many payments. */
export const subscriptions = ({ eventHandlers, paymentsIn }: Parts): readonly Subscription[] => {
  const giveUp = (tx: Tx, events: readonly EndedOrder[]): Promise<void> =>
    eventHandlers.onOrderGivenUp(
      paymentsIn(tx),
      events.map((event) => ({ data: identityOf(event.data), causation: causedBy(event) })),
    );

  const handle = dispatch(
    on(orderCreated, (tx, events) =>
      eventHandlers.onOrderCreated(
        paymentsIn(tx),
        events.map((event) => {
          const { total, paymentMethodGiven: methodGiven } = event.data;
          const data = { ...identityOf(event.data), amount: moneyFrom(total), methodGiven };
          return { data, causation: causedBy(event) };
        }),
      ),
    ),
    on(paymentRequested, (tx, events) =>
      eventHandlers.onPaymentRequested(
        paymentsIn(tx),
        events.map((event) => {
          const { amount, attempt, method } = event.data;
          const data = { ...identityOf(event.data), amount: moneyFrom(amount), attempt, method };
          return { data, causation: causedBy(event) };
        }),
      ),
    ),
    on(orderFailed, giveUp),
    on(orderCancelled, giveUp),
  );
  return [{ publisher: 'orders', handle: lockingFirst(lockPayments, handle) }];
};
