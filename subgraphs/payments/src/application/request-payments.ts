import type { RequestPayment } from '../domain/payment/commands';
import { changeFor, type Asked } from './open-payments';
import type { NextId } from './ports/ids';
import type { PaymentDecision, Payments } from './ports/payments';

/** Records the intents to charge; the provider is called only once they are committed. */
export const requestPayments =
  (payments: Payments, nextId: NextId) =>
  (requests: readonly Asked<Omit<RequestPayment, 'type' | 'paymentId'>>[]): Promise<readonly PaymentDecision[]> =>
    payments.change(
      requests.map(({ command, causation }) =>
        changeFor({ command: { type: 'RequestPayment', paymentId: nextId(), ...command }, causation }),
      ),
    );
