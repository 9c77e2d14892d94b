import type { ClientRequest, Id, NewId, Outcome } from '@oms/kernel';
import type { Money } from '../../domain/money';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentRefusal } from '../../domain/payment/refusals';
import type { ChangedPayment, PaymentRepository } from '../ports/payment-repository';

export interface RefundPayment {
  readonly paymentId: Id<'Payment'>;
  /** Null: all that is left. */
  readonly amount: Money | null;
  readonly reason: string | null;
}

interface Ports {
  readonly payments: PaymentRepository;
  readonly newId: NewId;
}

/** As JSON, for the hash of the input. */
const jsonOf = ({ amountMinor, currency }: Money): object => ({ amountMinor: amountMinor.toString(), currency });

/** Records the intent to refund; a worker calls the provider once it is committed. */
export const refundPayment =
  ({ payments, newId }: Ports) =>
  (
    { paymentId, amount, reason }: RefundPayment,
    request: ClientRequest,
  ): Promise<Outcome<ChangedPayment, PaymentRefusal>> => {
    const refundId = newId<'Refund'>();
    return payments.changeOnce(request, {
      operation: 'refundPayment',
      input: { paymentId, amount: amount === null ? null : jsonOf(amount), reason },
      payment: { paymentId },
      decide: (payment) => paymentDecider.decide({ type: 'RequestRefund', refundId, amount, reason }, payment),
    });
  };
