import type { Causation, Id, NewId } from '@oms/kernel';
import type { GiveUpPayment, OpenPayment, PaymentCommand, RequestPayment } from '../../domain/payment/commands';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentChange, PaymentChanges } from '../ports/payment-repository';

/** What an event of an order reports, and its causation. */
export interface FromOrder<Data> {
  readonly data: Data;
  readonly causation: Causation;
}

const changeBy = (
  command: PaymentCommand & { readonly orderId: Id<'Order'> },
  causation: Causation,
): PaymentChange => ({
  orderId: command.orderId,
  causation,
  decide: (payment) => paymentDecider.decide(command, payment),
});

/** Opens the orders' payments. */
export const onOrderCreated =
  (newId: NewId) =>
  async (
    payments: PaymentChanges,
    orders: readonly FromOrder<Omit<OpenPayment, 'type' | 'paymentId'>>[],
  ): Promise<void> => {
    await payments.change(
      orders.map(({ data, causation }) =>
        changeBy({ type: 'OpenPayment', paymentId: newId<'Payment'>(), ...data }, causation),
      ),
    );
  };

/** Records the intents to charge; the provider is called only once they are committed. */
export const onPaymentRequested =
  (newId: NewId) =>
  async (
    payments: PaymentChanges,
    requests: readonly FromOrder<Omit<RequestPayment, 'type' | 'paymentId'>>[],
  ): Promise<void> => {
    await payments.change(
      requests.map(({ data, causation }) =>
        changeBy({ type: 'RequestPayment', paymentId: newId<'Payment'>(), ...data }, causation),
      ),
    );
  };

/** An order was cancelled, or has failed: its payment is given up, and refunded where it was captured. */
export const onOrderGivenUp =
  (newId: NewId) =>
  async (
    payments: PaymentChanges,
    orders: readonly FromOrder<Omit<GiveUpPayment, 'type' | 'paymentId' | 'refundId'>>[],
  ): Promise<void> => {
    await payments.change(
      orders.map(({ data, causation }) => {
        const ids = { paymentId: newId<'Payment'>(), refundId: newId<'Refund'>() };
        return changeBy({ type: 'GiveUpPayment', ...ids, ...data }, causation);
      }),
    );
  };
