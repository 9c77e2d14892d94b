import { refuse, refused, unavailable, type Actor, type ClientRequest, type Id, type Outcome } from '@oms/kernel';
import { paymentDecider } from '../../domain/payment/payment';
import type { PaymentRefusal } from '../../domain/payment/refusals';
import type { PaymentMethod } from '../../domain/payment/state';
import { maySee } from '../access';
import type { CaughtUp } from '../ports/caught-up';
import type { ChangedPayment, PaymentRepository } from '../ports/payment-repository';
import type { PaymentViews } from '../ports/payment-views';

export type PayOrderRefusal = PaymentRefusal;

export interface PayOrder {
  readonly orderId: Id<'Order'>;
  readonly method: PaymentMethod;
}

interface Ports {
  readonly payments: PaymentRepository;
  readonly views: Pick<PaymentViews, 'customerOf'>;
  /** With the events of orders, from which payments has its copy of them. */
  readonly caughtUp: CaughtUp;
}

/**
 * Whether the actor may pay this order. One that payments has no copy of may have been created a moment ago, so it is
 * called unknown only after the events of orders have caught up. An order that the actor may not see takes the same steps,
 * so that the two cannot be told apart.
 */
const findOrder = async (
  { views, caughtUp }: Ports,
  orderId: Id<'Order'>,
  actor: Actor,
): Promise<'Found' | 'NotFound' | 'NotCaughtUp'> => {
  const isVisible = async (): Promise<boolean> => {
    const customerId = await views.customerOf(orderId);
    return customerId !== undefined && maySee(actor, customerId);
  };
  if (await isVisible()) return 'Found';
  if (!(await caughtUp([orderId]))) return 'NotCaughtUp';
  return (await isVisible()) ? 'Found' : 'NotFound';
};

/**
 * Stores the payment method and publishes that it was provided; orders requests the payment when the order may be paid.
 * `Unavailable`: whether there is such an order cannot be established at present.
 */
export const payOrder =
  (ports: Ports) =>
  async ({ orderId, method }: PayOrder, request: ClientRequest): Promise<Outcome<ChangedPayment, PayOrderRefusal>> => {
    const found = await findOrder(ports, orderId, request.actor);
    if (found === 'NotCaughtUp')
      return unavailable('Whether there is such an order cannot be established at present; try again.');
    if (found === 'NotFound') return refused('PAYMENT_NOT_FOUND');
    return ports.payments.changeOnce(request, {
      operation: 'payOrder',
      input: { orderId, method },
      payment: { orderId },
      decide: (payment) =>
        payment.status !== 'Unopened' && !maySee(request.actor, payment.customerId)
          ? refuse('PAYMENT_NOT_FOUND')
          : paymentDecider.decide({ type: 'ProvideMethod', method }, payment),
    });
  };
