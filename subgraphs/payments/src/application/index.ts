import { getPayments, getPaymentsOfOrders, listPayments } from './find-payments';
import { payOrder } from './pay-order';
import type { IdempotentRequests } from './ports/idempotent-requests';
import type { NextId } from './ports/ids';
import type { PaymentViews } from './ports/payment-views';
import type { PublisherLog } from './ports/publisher-log';
import { refundPayment } from './refund-payment';

export interface ApplicationParts {
  readonly requests: IdempotentRequests;
  readonly views: PaymentViews;
  readonly nextId: NextId;
  readonly orderLog: PublisherLog;
}

/** What clients may ask of payments. What events and the provider ask of it is wired in `composition.ts`. */
export const paymentsApplication = ({ requests, views, nextId, orderLog }: ApplicationParts) => ({
  commands: {
    payOrder: payOrder({ requests, views, orderLog }),
    refundPayment: refundPayment({ requests, nextId }),
  },
  queries: {
    getPayments: getPayments(views),
    getPaymentsOfOrders: getPaymentsOfOrders(views),
    listPayments: listPayments(views),
  },
});

export type PaymentsApplication = ReturnType<typeof paymentsApplication>;
