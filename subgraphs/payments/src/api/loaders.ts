import type { VerifiedActor } from '@oms/auth';
import DataLoader from 'dataloader';
import type { PaymentsApplication } from '../application';
import type { PaymentView } from '../application/ports/payment-views';
import { isId } from './inputs';

/** One read for all that one request asks for; null for what the caller may not see, as for what does not exist. */
export interface Loaders {
  readonly payments: DataLoader<string, PaymentView | null>;
  readonly paymentsByOrder: DataLoader<string, PaymentView | null>;
}

const inOrderOf = (
  keys: readonly string[],
  found: readonly PaymentView[],
  keyOf: (payment: PaymentView) => string,
): readonly (PaymentView | null)[] => {
  const byKey = new Map(found.map((payment) => [keyOf(payment), payment]));
  return keys.map((key) => byKey.get(key.toLowerCase()) ?? null);
};

export const loadersOf = ({ queries }: PaymentsApplication, actor: VerifiedActor | undefined): Loaders => ({
  payments: new DataLoader(async (ids) =>
    inOrderOf(ids, await queries.getPayments(ids.filter(isId), actor), ({ id }) => id),
  ),
  paymentsByOrder: new DataLoader(async (orderIds) =>
    inOrderOf(orderIds, await queries.getPaymentsOfOrders(orderIds.filter(isId), actor), ({ orderId }) => orderId),
  ),
});
