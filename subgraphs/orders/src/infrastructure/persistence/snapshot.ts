import { refused, succeeded, type Outcome } from '@oms/kernel';
import type { OrderView } from '../../application/ports/order-views';
import type { Money } from '../../domain/money';
import type { OrderLine } from '../../domain/order/lines';

interface StoredMoney {
  readonly amountMinor: string;
  readonly currency: string;
}

/** An order as JSON can represent it. */
type StoredOrder = Omit<OrderView, 'lines' | 'total'> & {
  readonly lines: readonly (Omit<OrderLine, 'unitPrice'> & { readonly unitPrice: StoredMoney })[];
  readonly total: StoredMoney;
};

interface StoredRefusal<Refusal> {
  readonly kind: 'Refused';
  readonly refusal: Refusal;
}

/** An outcome as it is stored with an idempotency key. Earlier versions stored it in this form, so the names stay. */
export type StoredOrderOutcome<Refusal> =
  { readonly kind: 'Done'; readonly order: StoredOrder } | StoredRefusal<Refusal>;

export type StoredDeadLetterOutcome<DeadLetter, Refusal> =
  { readonly kind: 'Done'; readonly deadLetter: DeadLetter } | StoredRefusal<Refusal>;

const storeMoney = ({ amountMinor, currency }: Money): StoredMoney => ({
  amountMinor: amountMinor.toString(),
  currency,
});
const restoreMoney = ({ amountMinor, currency }: StoredMoney): Money => ({
  amountMinor: BigInt(amountMinor),
  currency,
});

export const storeOrder = (order: OrderView): StoredOrder => ({
  ...order,
  lines: order.lines.map((line) => ({ ...line, unitPrice: storeMoney(line.unitPrice) })),
  total: storeMoney(order.total),
});

const restoreOrder = (order: StoredOrder): OrderView => ({
  ...order,
  lines: order.lines.map((line) => ({ ...line, unitPrice: restoreMoney(line.unitPrice) })),
  total: restoreMoney(order.total),
});

export const restoreOrderOutcome = <Refusal>(stored: StoredOrderOutcome<Refusal>): Outcome<OrderView, Refusal> =>
  stored.kind === 'Done' ? succeeded(restoreOrder(stored.order)) : refused(stored.refusal);

export const restoreDeadLetterOutcome = <DeadLetter, Refusal>(
  stored: StoredDeadLetterOutcome<DeadLetter, Refusal>,
): Outcome<DeadLetter, Refusal> => (stored.kind === 'Done' ? succeeded(stored.deadLetter) : refused(stored.refusal));
