import type { GiveUpPayment } from '../domain/payment/commands';
import { changeFor, type Asked } from './open-payments';
import type { NextId } from './ports/ids';
import type { PaymentDecision, Payments } from './ports/payments';

export const giveUpPayments =
  (payments: Payments, nextId: NextId) =>
  (
    orders: readonly Asked<Omit<GiveUpPayment, 'type' | 'paymentId' | 'refundId'>>[],
  ): Promise<readonly PaymentDecision[]> =>
    payments.change(
      orders.map(({ command, causation }) =>
        changeFor({
          command: { type: 'GiveUpPayment', paymentId: nextId(), refundId: nextId(), ...command },
          causation,
        }),
      ),
    );
