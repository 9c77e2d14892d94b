import { orderCancelled, orderCreated, orderFailed, paymentRequested, type Envelope } from '@oms/contracts';
import { lockRows, type Tx } from '@oms/database';
import { causedBy, dispatch, lockingFirst, on, type Subscription } from '@oms/messaging';
import { giveUpPayments } from '../../application/give-up-payments';
import { openPayments } from '../../application/open-payments';
import type { NextId } from '../../application/ports/ids';
import type { Payments } from '../../application/ports/payments';
import { requestPayments } from '../../application/request-payments';
import type { Money } from '../../domain/money';
import { lockOfOrders } from '../persistence/payment-lock';

interface Parts {
  /** The payments as part of the consumer's transaction. */
  readonly paymentsIn: (tx: Tx) => Payments;
  readonly nextId: NextId;
}

const moneyFrom = ({ amountMinor, currency }: { readonly amountMinor: string; readonly currency: string }): Money => ({
  amountMinor: BigInt(amountMinor),
  currency,
});

const lockPayments = async (tx: Tx, events: readonly Envelope[]): Promise<void> => {
  await lockRows(tx, lockOfOrders([...new Set(events.flatMap(({ orderid }) => orderid ?? []))]));
};

type GivenUp = Envelope<{ readonly orderId: string; readonly customerId: string }>;

/** What payments does about each lifecycle event of an order: a batch of events is one change of many payments. */
export const subscriptions = ({ paymentsIn, nextId }: Parts): readonly Subscription[] => {
  const giveUp = async (tx: Tx, events: readonly GivenUp[]): Promise<void> => {
    const orders = events.map((event) => {
      const { orderId, customerId } = event.data;
      return { command: { orderId, customerId }, causation: causedBy(event) };
    });
    await giveUpPayments(paymentsIn(tx), nextId)(orders);
  };

  const handle = dispatch(
    on(orderCreated, async (tx, events) => {
      const orders = events.map((event) => {
        const { orderId, customerId, total, paymentMethodGiven: methodGiven } = event.data;
        return { command: { orderId, customerId, amount: moneyFrom(total), methodGiven }, causation: causedBy(event) };
      });
      await openPayments(paymentsIn(tx), nextId)(orders);
    }),
    on(paymentRequested, async (tx, events) => {
      const requests = events.map((event) => {
        const { orderId, customerId, amount, attempt, method } = event.data;
        return {
          command: { orderId, customerId, amount: moneyFrom(amount), attempt, method },
          causation: causedBy(event),
        };
      });
      await requestPayments(paymentsIn(tx), nextId)(requests);
    }),
    on(orderFailed, giveUp),
    on(orderCancelled, giveUp),
  );
  return [{ publisher: 'orders', handle: lockingFirst(lockPayments, handle) }];
};
