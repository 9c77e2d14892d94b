import {
  paymentCaptured,
  paymentFailed,
  paymentMethodProvided,
  paymentRefunded,
  type EventContract,
} from '@oms/contracts';
import { assertNever } from '@oms/kernel';
import type { Money } from '../../domain/money';
import type { PaymentEvent } from '../../domain/payment/events';

/** What other contexts learn of an event. */
export interface Published {
  readonly contract: EventContract;
  readonly data: unknown;
}

export interface About {
  readonly paymentId: string;
  readonly orderId: string;
  /** The provider's name. */
  readonly provider: string;
}

const wire = ({ amountMinor, currency }: Money): { amountMinor: string; currency: string } => ({
  amountMinor: amountMinor.toString(),
  currency,
});

/** Ties the data to its contract, so that the compiler holds the one against the other. */
const as = <Data>(contract: EventContract<Data>, data: Data): Published => ({ contract, data });

/** Undefined: nobody else's business. */
export const toPublished = (event: PaymentEvent, { paymentId, orderId, provider }: About): Published | undefined => {
  switch (event.type) {
    case 'MethodProvided':
      return as(paymentMethodProvided, { orderId, paymentId, methodType: event.method.type });
    case 'PaymentCaptured': {
      const { attempt, amount, providerReference } = event;
      return as(paymentCaptured, { orderId, paymentId, attempt, amount: wire(amount), provider, providerReference });
    }
    case 'PaymentFailed': {
      const { attempt, code, message } = event;
      return as(paymentFailed, { orderId, paymentId, attempt, code, message });
    }
    case 'PaymentRefunded': {
      const { refundId, amount, refundedTotal, full } = event;
      const sums = { amount: wire(amount), refundedTotal: wire(refundedTotal) };
      return as(paymentRefunded, { orderId, paymentId, refundId, ...sums, full });
    }
    case 'PaymentOpened':
    case 'PaymentBarred':
    case 'AttemptRequested':
    case 'PaymentQuarantined':
    case 'OrderGivenUp':
    case 'RefundRequested':
      return undefined;
    default:
      return assertNever(event);
  }
};
