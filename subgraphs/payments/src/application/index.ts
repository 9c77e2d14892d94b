import type { NewId } from '@oms/kernel';
import { payOrder } from './commands/pay-order';
import { refundPayment } from './commands/refund-payment';
import { onOrderCreated, onOrderGivenUp, onPaymentRequested } from './event-handlers/on-order-events';
import type { CaughtUp } from './ports/caught-up';
import type { PaymentRepository } from './ports/payment-repository';
import type { PaymentViews } from './ports/payment-views';
import { getPayments, getPaymentsOfOrders, listPayments } from './queries/get-payments';

export interface ApplicationPorts {
  readonly payments: PaymentRepository;
  readonly views: PaymentViews;
  /** With the events of orders. */
  readonly caughtUp: CaughtUp;
  readonly newId: NewId;
}

/** What payments does for clients and about events; the workers have their use cases from `commands/`. */
export const paymentsApplication = ({ payments, views, caughtUp, newId }: ApplicationPorts) => ({
  commands: {
    payOrder: payOrder({ payments, views, caughtUp }),
    refundPayment: refundPayment({ payments, newId }),
  },
  queries: {
    getPayments: getPayments(views),
    getPaymentsOfOrders: getPaymentsOfOrders(views),
    listPayments: listPayments(views),
  },
  eventHandlers: {
    onOrderCreated: onOrderCreated(newId),
    onPaymentRequested: onPaymentRequested(newId),
    onOrderGivenUp: onOrderGivenUp(newId),
  },
});

export type PaymentsApplication = ReturnType<typeof paymentsApplication>;
