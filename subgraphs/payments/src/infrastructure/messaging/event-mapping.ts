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

/** An event as it is published to other contexts. */
export interface PublishedEvent {
  readonly contract: EventContract;
  readonly data: unknown;
}

export interface EventContext {
  readonly paymentId: string;
  readonly orderId: string;
  /** The provider's name. */
  readonly provider: string;
}

const wire = ({ amountMinor, currency }: Money): { amountMinor: string; currency: string } => ({
  amountMinor: amountMinor.toString(),
  currency,
});

/** Ties the data to its contract, so that the compiler checks one against the other. */
const as = <Data>(contract: EventContract<Data>, data: Data): PublishedEvent => ({ contract, data });

/** Undefined for an event that stays within this context: it is in the payment's history only. */
export const toPublished = (
  event: PaymentEvent,
  { paymentId, orderId, provider }: EventContext,
): PublishedEvent | undefined => {
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
    case 'PaymentCancelledBeforeOpened':
    case 'AttemptRequested':
    case 'PaymentQuarantined':
    case 'PaymentGivenUp':
    case 'RefundRequested':
      return undefined;
    default:
      return assertNever(event);
  }
};
