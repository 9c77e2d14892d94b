import type { OpenPayment } from '../domain/payment/commands';
import { paymentDecider } from '../domain/payment/payment';
import type { Causation } from '@oms/kernel';
import type { NextId } from './ports/ids';
import type { Change, PaymentDecision, Payments } from './ports/payments';

/** What an order's events ask of its payment. */
export interface Asked<Command> {
  readonly command: Command;
  readonly causation: Causation;
}

type WithOrder = Parameters<typeof paymentDecider.decide>[0] & { readonly orderId: string };

export const changeFor = ({ command, causation }: Asked<WithOrder>): Change => ({
  orderId: command.orderId,
  causation,
  decide: (payment) => paymentDecider.decide(command, payment),
});

export const openPayments =
  (payments: Payments, nextId: NextId) =>
  (orders: readonly Asked<Omit<OpenPayment, 'type' | 'paymentId'>>[]): Promise<readonly PaymentDecision[]> =>
    payments.change(
      orders.map(({ command, causation }) =>
        changeFor({ command: { type: 'OpenPayment', paymentId: nextId(), ...command }, causation }),
      ),
    );
