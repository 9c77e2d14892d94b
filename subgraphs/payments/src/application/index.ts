import { getPayments, getPaymentsOfOrders, listPayments } from './find-payments';
import { payOrder } from './pay-order';
import type { IdempotentRequests } from './ports/idempotent-requests';
import type { NextId } from './ports/ids';
import type { PaymentViews } from './ports/payment-views';
import { refundPayment } from './refund-payment';

export interface ApplicationParts {
  readonly requests: IdempotentRequests;
  readonly views: PaymentViews;
  readonly nextId: NextId;
  readonly pause: (ms: number) => Promise<void>;
}

/** What clients may ask of payments. What events and the provider ask of it is wired in `composition.ts`. */
export const paymentsApplication = ({ requests, views, nextId, pause }: ApplicationParts) => ({
  commands: {
    payOrder: payOrder({ requests, views, pause }),
    refundPayment: refundPayment({ requests, nextId }),
  },
  queries: {
    getPayments: getPayments(views),
    getPaymentsOfOrders: getPaymentsOfOrders(views),
    listPayments: listPayments(views),
  },
});

export type PaymentsApplication = ReturnType<typeof paymentsApplication>;
